import { Body, Controller, Get, Header, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { definitionSchema, WorkflowLibrary } from '@domain/workflows';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { FromLibraryBody } from './workflow-input.dto';
import { FactResponse, facts, libraryEntries, LibraryEntryResponse } from './workflow-library.dto';
import { WorkflowResponse } from './workflow.dto';

/** What authors work with. Listed before the routes with an id. */
@ApiTags('Workflows')
@Controller('workflows')
export class WorkflowLibraryController {
  constructor(private readonly library: WorkflowLibrary) {}

  @Get('schema')
  @Header('content-type', 'application/schema+json')
  @Endpoint({
    summary: 'The JSON Schema of a definition (draft 2020-12)',
    access: 'workflows:read',
    produces: 'application/schema+json',
  })
  schema(): string {
    return JSON.stringify(definitionSchema);
  }

  @Get('facts')
  @Endpoint({
    summary: 'What conditions may look at, with the operators of each',
    access: 'workflows:read',
    response: [FactResponse],
  })
  facts(): FactResponse[] {
    return facts;
  }

  @Get('library')
  @Endpoint({
    summary: 'Workflows that are ready to be taken over',
    access: 'workflows:read',
    response: [LibraryEntryResponse],
  })
  entries(): LibraryEntryResponse[] {
    return libraryEntries;
  }

  @Post('from-library')
  @Endpoint({
    summary: 'Create a workflow from the library',
    access: 'workflows:write',
    response: WorkflowResponse,
    status: 201,
    errors: ['library_entry_not_found'],
  })
  take(@CurrentActor() actor: Actor, @Body() body: FromLibraryBody): Promise<WorkflowResponse> {
    return this.library.take(actor.scope, actor.userId, body);
  }
}
