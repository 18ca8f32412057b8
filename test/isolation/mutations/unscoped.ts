import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type pg from 'pg';
import { Prisma, SqlTx, TenantScope } from '@platform/database';

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
export async function unscoped<T>(
  repository: RepositoryClass,
  work: () => Promise<T>,
): Promise<{ result: T; statements: number }> {
  const sent = { statements: 0 };
  const isOfTeam = (arg: unknown): arg is SqlTx => arg instanceof SqlTx && arg.scope instanceof TenantScope;
  const result = await replaced(
    [repository],
    (_one, args) => args.map((arg) => (isOfTeam(arg) ? withoutScope(arg, sent) : arg)),
    work,
  );
  return { result, ...sent };
}

/** Names of the repositories that `work` calls. */
export async function calledBy(
  repositories: RepositoryClass[],
  work: () => Promise<unknown>,
): Promise<Set<string>> {
  const called = new Set<string>();
  const note = ({ name }: RepositoryClass, args: unknown[]) => {
    called.add(name);
    return args;
  };
  await replaced(repositories, note, work);
  return called;
}

/** Passes the arguments of all methods through `change` while `work` runs. */
async function replaced<T>(
  repositories: RepositoryClass[],
  change: (repository: RepositoryClass, args: unknown[]) => unknown[],
  work: () => Promise<T>,
): Promise<T> {
  const originals = repositories.flatMap((repository) =>
    Object.getOwnPropertyNames(repository.prototype)
      .filter((name) => name !== 'constructor' && typeof repository.prototype[name] === 'function')
      .map((name) => ({ repository, name, method: repository.prototype[name]! })),
  );
  for (const { repository, name, method } of originals)
    repository.prototype[name] = function (this: unknown, ...args: unknown[]) {
      return method.apply(this, change(repository, args));
    };
  try {
    return await work();
  } finally {
    for (const { repository, name, method } of originals) repository.prototype[name] = method;
  }
}

interface Sent {
  statements: number;
}

function withoutScope(tx: SqlTx, sent: Sent): SqlTx {
  const client = tx.connection;
  const handler: ProxyHandler<SqlTx> = {
    get(target, name) {
      if (['rows', 'one', 'maybeOne', 'execute', 'prisma'].includes(String(name))) sent.statements += 1;
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
