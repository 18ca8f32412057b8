/** The routes in Fastify's printed tree (without common prefixes): one line per level, `path (METHOD, METHOD)`. */
export function routesIn(printed: string): { method: string; url: string }[] {
  const stack: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const match = /^([│ ├└─]*)(\S.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (!match) return [];
    stack.length = Math.max(0, match[1]!.length / 4 - 1);
    stack.push(match[2]!);
    return (match[3]?.split(', ') ?? []).map((method) => ({ method, url: stack.join('') }));
  });
}
