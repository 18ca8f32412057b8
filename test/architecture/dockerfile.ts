import { globSync } from 'node:fs';

export interface Instruction {
  name: string;
  text: string;
}

export interface Stage {
  image: string;
  name: string;
  instructions: Instruction[];
}

/** The stages of a Dockerfile. Knows what ours use: comments, continuation lines, `FROM image AS name`. */
export function stagesOf(dockerfile: string): Stage[] {
  const lines = dockerfile
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name, text] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
    if (!name || !text) throw new SyntaxError(`not an instruction: ${line}`);
    if (name !== 'FROM') {
      if (!stages.length) throw new SyntaxError(`before the first FROM: ${line}`);
      stages.at(-1)!.instructions.push({ name, text: text.replaceAll(/\s+/g, ' ').trim() });
      continue;
    }
    const [, image, stage] = /^(\S+) AS (\S+)$/.exec(text) ?? [];
    if (!image || !stage) throw new SyntaxError(`a stage without a name: ${line}`);
    stages.push({ image, name: stage, instructions: [] });
  }
  return stages;
}

export interface Copy {
  from: string | undefined;
  sources: string[];
}

export function copiesOf({ instructions }: Stage): Copy[] {
  return instructions
    .filter(({ name }) => name === 'COPY')
    .map(({ text }) => {
      const parts = text.split(' ');
      const from = /^--from=(.+)$/.exec(parts[0]!)?.[1];
      return { from, sources: parts.slice(from ? 1 : 0, -1) };
    });
}

/** What is wrong with a Dockerfile of ours, seen from the folder it is built in. */
export function problemsOf(dockerfile: string, root: string): string[] {
  const stages = stagesOf(dockerfile);
  const last = stages.at(-1)!;
  const has = (name: string, pattern: RegExp) =>
    last.instructions.some((instruction) => instruction.name === name && pattern.test(instruction.text));
  const problems: string[] = [];
  if (stages.length < 2) problems.push('one stage only');
  stages.forEach((stage, index) => {
    const known = new Set(stages.slice(0, index).map(({ name }) => name));
    if (!/^node:24-slim$/.test(stage.image)) problems.push(`${stage.name}: built on ${stage.image}`);
    for (const { from, sources } of copiesOf(stage)) {
      if (from && !known.has(from)) problems.push(`${stage.name}: copies from unknown stage ${from}`);
      if (from) continue;
      for (const source of sources) {
        if (globSync(source, { cwd: root }).length === 0)
          problems.push(`${stage.name}: ${source} does not exist`);
      }
    }
  });
  if (!has('USER', /^node$/)) problems.push('runs as root');
  if (!has('HEALTHCHECK', /CMD \["node"/)) problems.push('no health check');
  if (!has('CMD', /^\["node", /)) problems.push('no command in exec form');
  if (!has('ENV', /NODE_ENV=production/)) problems.push('not in production mode');
  if (has('RUN', /npm (ci|install)/)) problems.push('the runtime stage installs packages');
  if (/(SECRET|TOKEN|PASSWORD|API_KEY|ENCRYPTION_KEY)\s*=/.test(dockerfile))
    problems.push('a secret is baked in');
  if (/PRISMA_(SCHEMA|QUERY)_ENGINE|binaries\.prisma/.test(dockerfile))
    problems.push('an engine is downloaded');
  return problems;
}
