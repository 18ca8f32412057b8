import { problemContentType, problemType, titleOf } from './problem';

/** Codes that end like this mean that status; every other code of a route means 409. `422:code` states it outright. */
const statusBySuffix: [RegExp, number][] = [
  [/_not_found$/, 404],
  [/_too_large$/, 413],
  [/_unsupported$/, 415],
  [/^(validation_failed|invalid_.*)$/, 400],
  [/_(gone|expired)$/, 410],
];

/** Groups the error codes that a route names by the status they are answered with. */
export function codesByStatus(codes: readonly string[]): Map<number, string[]> {
  return Map.groupBy(
    codes.map((entry) => entry.replace(/^\d+:/, '')),
    (code) => {
      const stated = codes.map((entry) => /^(\d{3}):(.*)$/.exec(entry)).find((match) => match?.[2] === code);
      return stated ? Number(stated[1]) : (statusBySuffix.find(([suffix]) => suffix.test(code))?.[1] ?? 409);
    },
  );
}

/** The OpenAPI response for the problems a route answers with this status. */
export function problemResponse(status: number, codes: string[]) {
  const examples = codes.map((code) => [
    code,
    {
      value: {
        type: problemType(code),
        title: titleOf(code),
        status,
        code,
        detail: titleOf(code) + '.',
        instance: '/api/…',
        requestId: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
      },
    },
  ]);
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    content: {
      [problemContentType]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
