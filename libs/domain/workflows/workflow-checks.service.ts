import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { Definition } from './definition/definition.types';
import { definitionProblems } from './definition/definition-problems';
import type { Problem } from './definition/problem';
import { referencesIn } from './definition/references';
import { WorkflowReferencesRepository } from './workflow-references.repository';
import { workflowIncomplete } from './workflows.errors';

export interface CheckedDefinition {
  /** Null when it is not even of the shape the schema asks for. */
  definition: Definition | null;
  problems: Problem[];
}

/** Everything that keeps a definition from being published. */
@Injectable()
export class WorkflowChecks {
  constructor(private readonly references: WorkflowReferencesRepository) {}

  /** `ownId`: of the workflow, once it has one. */
  async check(tx: SqlTx, value: unknown, ownId?: string): Promise<CheckedDefinition> {
    const { definition, problems } = definitionProblems(value, ownId);
    if (!definition) return { definition, problems };
    const named = referencesIn(definition);
    if (named.length === 0) return { definition, problems };
    const known = await this.references.known(tx, named);
    const unknown = named
      .filter(({ to, id }) => !known.has(`${to}:${id.toLowerCase()}`))
      .map(({ path, to }) => ({ path, code: `unknown_${to}`, message: `The team has no such ${to}.` }));
    return { definition, problems: [...problems, ...unknown] };
  }

  /** @throws DomainError conflict/workflow_incomplete with every problem */
  async require(tx: SqlTx, value: unknown, ownId?: string): Promise<Definition> {
    const { definition, problems } = await this.check(tx, value, ownId);
    if (!definition || problems.length > 0) throw workflowIncomplete(problems);
    return definition;
  }
}
