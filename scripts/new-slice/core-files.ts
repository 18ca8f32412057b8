import type { SliceNames } from './slice-names.ts';

type Files = Record<string, string>;

/** Table, service, repository and door of a slice. */
export function coreFiles(names: SliceNames, migration: string): Files {
  const { slice, Many, One, table, words, verb, oneCamel, manyCamel } = names;
  const folder = `libs/domain/${slice}`;
  return {
    [`prisma/schema/${slice}.prisma`]: `model ${One} {
  id        String   @id @db.Uuid
  teamId    String   @map("team_id") @db.Uuid
  name      String
  createdAt DateTime @default(now()) @map("created_at") @db.Timestamptz(3)
  updatedAt DateTime @default(now()) @updatedAt @map("updated_at") @db.Timestamptz(3)

  @@index([teamId, id(sort: Desc)])
  @@map("${table}")
}
`,
    [`prisma/migrations/${migration}/migration.sql`]: `-- CreateTable
CREATE TABLE "${table}" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "${table}_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "${table}_team_id_id_idx" ON "${table}"("team_id", "id" DESC);

SELECT brickwork_protect('${table}');
`,
    [`${folder}/index.ts`]: `export { ${Many} } from './${slice}.service';
export { ${Many}Module } from './${slice}.module';
export type { New${One}, ${One} } from './${slice}.repository';
`,
    [`${folder}/${slice}.module.ts`]: `import { Module } from '@nestjs/common';
import { ${Many}Repository } from './${slice}.repository';
import { ${Many} } from './${slice}.service';

@Module({ providers: [${Many}, ${Many}Repository], exports: [${Many}] })
export class ${Many}Module {}
`,
    [`${folder}/${slice}.service.ts`]: `import { Injectable } from '@nestjs/common';
import { Database, ${verb ? 'type SqlTx, ' : ''}type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
${verb ? `import { Jobs } from '@platform/jobs';\n` : ''}import { decodeCursor, pageOf, type Page } from '@platform/paging';
${verb ? `import { ${oneCamel}Jobs } from './${slice}.jobs';\n` : ''}import { ${Many}Repository, type New${One}, type ${One} } from './${slice}.repository';

@Injectable()
export class ${Many} {
  constructor(
    private readonly database: Database,
${verb ? '    private readonly jobs: Jobs,\n' : ''}    private readonly repository: ${Many}Repository,
  ) {}

  async create(scope: TenantScope, input: New${One}): Promise<${One}> {
    return this.database.sql(scope, async (tx) => {
      const created = await this.repository.insert(tx, input);
${verb ? `      await this.jobs.enqueue(tx, ${oneCamel}Jobs.${verb}, { teamId: scope.teamId, ${oneCamel}Id: created.id });\n` : ''}      return created;
    });
  }

  /** @throws DomainError not_found/${table}_not_found */
  async get(scope: TenantScope, id: string): Promise<${One}> {
    const found = await this.database.sql(scope, (tx) => this.repository.find(tx, id));
    if (!found) throw notFound('${table}');
    return found;
  }

  /** The newest come first. @throws DomainError invalid (cursor) */
  async list(scope: TenantScope, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<${One}>> {
    const after = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.database.sql(scope, (tx) => this.repository.list(tx, after, limit + 1));
    return pageOf(rows, limit, ({ id }) => [id]);
  }
${
  verb
    ? `
  /** Does the work of the job \`${slice}.${verb}\`, in its last transaction; one that is gone by then needs none. */
  async ${verb}(tx: SqlTx, id: string): Promise<void> {
    await this.repository.touch(tx, id);
  }
`
    : ''
}}
`,
    [`${folder}/${slice}.repository.ts`]: `import { Injectable } from '@nestjs/common';
import { newId, Prisma, TenantScope, type SqlTx } from '@platform/database';

export interface New${One} {
  name: string;
}

export interface ${One} extends New${One} {
  id: string;
  createdAt: Date;
  updatedAt: Date;
}

const shape = { id: 'uuid', name: 'text', createdAt: 'date', updatedAt: 'date' } as const;
const columns = Prisma.sql\`id, name, created_at AS "createdAt", updated_at AS "updatedAt"\`;

@Injectable()
export class ${Many}Repository {
  async insert(tx: SqlTx, { name }: New${One}): Promise<${One}> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words} needs a team');
    return tx.one(
      shape,
      Prisma.sql\`INSERT INTO ${table} (id, team_id, name)
        VALUES (\${newId()}::uuid, \${tx.scope.teamId}::uuid, \${name}) RETURNING \${columns}\`,
    );
  }

  async find(tx: SqlTx, id: string): Promise<${One} | undefined> {
    return tx.maybeOne(shape, Prisma.sql\`SELECT \${columns} FROM ${table} WHERE id = \${id}::uuid\`);
  }

  async list(tx: SqlTx, after: string | undefined, limit: number): Promise<${One}[]> {
    const where = after ? Prisma.sql\`WHERE id < \${after}::uuid\` : Prisma.empty;
    return tx.rows(shape, Prisma.sql\`SELECT \${columns} FROM ${table} \${where} ORDER BY id DESC LIMIT \${limit}\`);
  }
${
  verb
    ? `
  async touch(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql\`UPDATE ${table} SET updated_at = now() WHERE id = \${id}::uuid\`);
  }
`
    : ''
}}
`,
    [`${folder}/test/${slice}.int-spec.ts`]: specFile(names),
  };

  function specFile({ slice: name }: SliceNames): string {
    return `import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '@platform/config';
import { DatabaseModule, newId, TenantScope } from '@platform/database';
import { EventsModule } from '@platform/events';
import { JobsModule } from '@platform/jobs';
import { ${Many}, ${Many}Module } from '@domain/${name}';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';

@Module({})
class Lab {}

describe('${name}', () => {
  const ours = TenantScope.of(newId());
  const theirs = TenantScope.of(newId());
  let database: TestDatabase;
  let app: INestApplicationContext;
  let ${manyCamel}: ${Many};

  beforeAll(async () => {
    database = await createTestDatabase();
    const platform = [ConfigModule.with(testEnv(database)), DatabaseModule, JobsModule, EventsModule];
    app = await NestFactory.createApplicationContext(
      { module: Lab, imports: [...platform, ${Many}Module] },
      { logger: ['error', 'fatal'], abortOnError: false },
    );
    ${manyCamel} = app.get(${Many});
  });

  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('lists the newest first, page by page', async () => {
    const first = await ${manyCamel}.create(ours, { name: 'first' });
    const second = await ${manyCamel}.create(ours, { name: 'second' });
    const page = await ${manyCamel}.list(ours, { limit: 1 });
    expect(page.data).toEqual([second]);
    expect((await ${manyCamel}.list(ours, { limit: 1, cursor: page.nextCursor! })).data).toEqual([first]);
  });

  it('hides one from other teams', async () => {
    const { id } = await ${manyCamel}.create(ours, { name: 'ours' });
    await expect(${manyCamel}.get(ours, id)).resolves.toMatchObject({ name: 'ours' });
    await expect(${manyCamel}.get(theirs, id)).rejects.toMatchObject({ code: '${table}_not_found' });
    expect((await ${manyCamel}.list(theirs, { limit: 10 })).data).toEqual([]);
  });
});
`;
  }
}
