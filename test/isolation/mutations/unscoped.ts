import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type pg from 'pg';
import { Prisma, SqlTx } from '@platform/database';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Statement = { text: string; values: unknown[] };

export interface RepositoryClass {
  name: string;
  prototype: Record<string, Method>;
}

/** The repositories that the program has loaded. */
export function repositoriesOf(app: INestApplicationContext): RepositoryClass[] {
  const classes = [...app.get(ModulesContainer).values()].flatMap(({ providers }) =>
    [...providers.values()].map(({ metatype }) => metatype as unknown as RepositoryClass | null),
  );
  return [...new Set(classes.filter((one) => one?.name?.endsWith('Repository')))]
    .map((one) => one!)
    .sort((one, two) => one.name.localeCompare(two.name));
}

/**
 * Takes a repository's scope away while `work` runs: its statements run as the login, past every policy, and compare no row's team
 * with the caller's. What is left is what their own ids and joins keep apart.
 */
export async function unscoped<T>({ prototype }: RepositoryClass, work: () => Promise<T>): Promise<T> {
  const methods = Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== 'constructor' && typeof prototype[name] === 'function',
  );
  const originals = methods.map((name) => prototype[name]!);
  for (const [at, name] of methods.entries()) {
    prototype[name] = function (this: unknown, ...args: unknown[]) {
      return originals[at]!.apply(
        this,
        args.map((arg) => (arg instanceof SqlTx ? withoutScope(arg) : arg)),
      );
    };
  }
  try {
    return await work();
  } finally {
    for (const [at, name] of methods.entries()) prototype[name] = originals[at]!;
  }
}

function withoutScope(tx: SqlTx): SqlTx {
  const client = tx.connection;
  const handler: ProxyHandler<SqlTx> = {
    get(target, name) {
      if (name === 'rows' || name === 'one' || name === 'maybeOne')
        return (shape: never, statement: Statement) =>
          asLogin(client, tx, () => target[name](shape, comparingNoTeam(statement)));
      if (name === 'execute')
        return (statement: Statement) =>
          asLogin(client, tx, () => target.execute(comparingNoTeam(statement)));
      if (name === 'prisma') return prismaAsLogin(client, tx, Reflect.get(target, name, target) as object);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  };
  return new Proxy(tx, handler);
}

/** Three statements that leave in this order, whatever else the unit of work has on its way. */
function asLogin<T>(client: pg.ClientBase, { scope }: SqlTx, send: () => Promise<T>): Promise<T> {
  const aside = (sql: string) => void client.query(sql).catch(() => undefined); // a failed statement fails these too
  aside('RESET ROLE');
  const answer = send();
  aside(`SET LOCAL ROLE ${scope.role}`);
  return answer;
}

/** Prisma sends when it is awaited: its calls wait for each other here. */
const prismaAsLogin = (client: pg.ClientBase, tx: SqlTx, prisma: object): unknown =>
  new Proxy(prisma, {
    get(target, model) {
      const delegate: unknown = Reflect.get(target, model, target);
      if (typeof delegate !== 'object' || delegate === null) return delegate;
      return new Proxy(delegate, {
        get(inner, name) {
          const call: unknown = Reflect.get(inner, name, inner);
          if (typeof call !== 'function') return call;
          return async (...args: unknown[]) => {
            await client.query('RESET ROLE');
            const answer: unknown = await (call as Method).apply(inner, args);
            await client.query(`SET LOCAL ROLE ${tx.scope.role}`);
            return answer;
          };
        },
      });
    },
  });

/** The statement with every comparison of a row's team answering true. */
function comparingNoTeam({ text, values }: Statement): Prisma.Sql {
  const open = text
    .replaceAll(/(\w+\.)?(team_id|id) = (\(SELECT brickwork_team\(\)\)|brickwork_team\(\))/g, 'true')
    .replaceAll(/(?<!SET )((?:\w+\.)?team_id = \$\d+::uuid)/g, '(true OR $1)');
  return { text: open, values } as unknown as Prisma.Sql;
}
