import type { SliceNames } from './slice-names.ts';

type Files = Record<string, string>;

/** Routes and their classes. */
export function httpFiles({ slice, Many, One, table, words, manyCamel }: SliceNames): Files {
  const folder = `libs/domain/${slice}/http`;
  const an = /^[aeiou]/.test(words) ? 'an' : 'a';
  return {
    [`${folder}/index.ts`]: `export { ${Many}HttpModule } from './${slice}-http.module';
`,
    [`${folder}/${slice}-http.module.ts`]: `import { Module } from '@nestjs/common';
import { ${Many}Module } from '@domain/${slice}';
import { ${Many}Controller } from './${slice}.controller';

@Module({ imports: [${Many}Module], controllers: [${Many}Controller] })
export class ${Many}HttpModule {}
`,
    [`${folder}/${slice}.controller.ts`]: `import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ${Many} } from '@domain/${slice}';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, PageQuery } from '@platform/http';
import { New${One}Body, ${One}Page, ${One}Response } from './${slice}.dto';

@ApiTags('${words.charAt(0).toUpperCase()}${slice.replaceAll('-', ' ').slice(1)}')
@Controller('${slice}')
export class ${Many}Controller {
  constructor(private readonly ${manyCamel}: ${Many}) {}

  @Get()
  @Endpoint({ summary: 'List ${slice.replaceAll('-', ' ')}, the newest first', access: '${slice}:read', response: ${One}Page })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<${One}Page> {
    return this.${manyCamel}.list(actor.scope, page);
  }

  @Post()
  @Endpoint({ summary: 'Create ${an} ${words}', access: '${slice}:write', response: ${One}Response, status: 201 })
  create(@CurrentActor() actor: Actor, @Body() body: New${One}Body): Promise<${One}Response> {
    return this.${manyCamel}.create(actor.scope, body);
  }

  @Get(':id')
  @Endpoint({ summary: 'Get ${an} ${words}', access: '${slice}:read', response: ${One}Response, errors: ['${table}_not_found'] })
  get(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<${One}Response> {
    return this.${manyCamel}.get(actor.scope, id);
  }
}
`,
    [`${folder}/${slice}.dto.ts`]: `import { ApiProperty } from '@nestjs/swagger';
import type { New${One}, ${One} } from '@domain/${slice}';
import { pageResponse } from '@platform/http';
import { IsLine } from '@platform/validation';

const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;

export class New${One}Body implements New${One} {
  @ApiProperty({ minLength: 1, maxLength: 200, example: 'Spring' })
  @IsLine(200)
  name: string;
}

export class ${One}Response implements ${One} {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'Spring' }) name: string;
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty(instant) updatedAt: Date;
}

export class ${One}Page extends pageResponse(${One}Response) {}
`,
  };
}

/** The first job of a slice and its handler; nothing when no verb was given. */
export function workerFiles({ slice, one, Many, One, oneCamel, manyCamel, verb, Verb }: SliceNames): Files {
  if (!verb) return {};
  const folder = `libs/domain/${slice}`;
  return {
    [`${folder}/${slice}.jobs.ts`]: `import { IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class ${Verb}${One} {
  @IsUUID() teamId: string;
  @IsUUID() ${oneCamel}Id: string;
}

export const ${oneCamel}Jobs = {
  ${verb}: defineJob({
    name: '${slice}.${verb}',
    queue: 'maintenance',
    payload: ${Verb}${One},
    attempts: 8,
    backoff: exponential(5),
  }),
};
`,
    [`${folder}/worker/index.ts`]: `export { ${Many}WorkerModule } from './${slice}-worker.module';
`,
    [`${folder}/worker/${slice}-worker.module.ts`]: `import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { ${oneCamel}Jobs } from '../${slice}.jobs';
import { ${Many}Module } from '../${slice}.module';
import { ${Verb}${One}Handler } from './${verb}-${one}.handler';

@Module({ imports: [${Many}Module], providers: handle(${oneCamel}Jobs, { ${verb}: ${Verb}${One}Handler }) })
export class ${Many}WorkerModule {}
`,
    [`${folder}/worker/${verb}-${one}.handler.ts`]: `import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type ${oneCamel}Jobs, ${Verb}${One} } from '../${slice}.jobs';
import { ${Many} } from '../${slice}.service';

@Injectable()
export class ${Verb}${One}Handler implements JobHandler<typeof ${oneCamel}Jobs.${verb}> {
  constructor(private readonly ${manyCamel}: ${Many}) {}

  async run({ ${oneCamel}Id }: ${Verb}${One}, context: JobContext): Promise<void> {
    await context.complete((tx) => this.${manyCamel}.${verb}(tx, ${oneCamel}Id));
  }
}
`,
    [`test/architecture/payloads/${slice}.${verb}.v1.json`]: `{
  "teamId": "0192f0c1-8a5e-7c31-9d0b-3f6a2b1c4d5e",
  "${oneCamel}Id": "0192f0c1-8b10-7f42-8a1c-6e5d4c3b2a19"
}
`,
  };
}
