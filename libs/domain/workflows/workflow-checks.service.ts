import { Injectable } from '@nestjs/common';
import { MessageTemplates, type FoundTemplate } from '@domain/message-templates';
import type { SqlTx } from '@platform/database';
import type { Definition } from './definition/definition.types';
import { definitionProblems } from './definition/definition-problems';
import type { Problem } from './definition/problem';
import { referencesIn } from './definition/references';
import { fillTemplates, templateSteps } from './definition/template-steps';
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
  constructor(
    private readonly references: WorkflowReferencesRepository,
    private readonly templates: MessageTemplates,
  ) {}

  /** The definition comes with the texts of its templates. `ownId`: of the workflow, once it has one. */
  async check(tx: SqlTx, value: unknown, ownId?: string): Promise<CheckedDefinition> {
    const { definition, problems } = definitionProblems(value, ownId);
    if (!definition) return { definition, problems };
    const filled = await this.fill(tx, definition);
    const unknown = await this.unknownIn(tx, definition);
    return { definition: filled.definition, problems: [...problems, ...unknown, ...filled.problems] };
  }

  private async unknownIn(tx: SqlTx, definition: Definition): Promise<Problem[]> {
    const named = referencesIn(definition);
    if (named.length === 0) return [];
    const known = await this.references.known(tx, named);
    return named
      .filter(({ to, id }) => !known.has(`${to}:${id.toLowerCase()}`))
      .map(({ path, to }) => ({ path, code: `unknown_${to}`, message: `The team has no such ${to}.` }));
  }

  private async fill(
    tx: SqlTx,
    definition: Definition,
  ): Promise<{ definition: Definition; problems: Problem[] }> {
    const steps = templateSteps(definition);
    if (steps.length === 0) return { definition, problems: [] };
    const answers = new Map<string, FoundTemplate>();
    for (const kind of ['SEND_EMAIL', 'SEND_SMS'] as const) {
      const some = steps.filter(({ node }) => node.kind === kind);
      const refs = some.map(({ node }) => ({
        templateId: node.templateId,
        version: node.templateVersion ?? null,
      }));
      const found = await this.templates.find(tx, kind === 'SEND_EMAIL' ? 'EMAIL' : 'SMS', refs);
      some.forEach(({ id }, index) => answers.set(id, found[index]!));
    }
    return fillTemplates(
      definition,
      steps,
      steps.map(({ id }) => answers.get(id)!),
    );
  }

  /** @throws DomainError conflict/workflow_incomplete with every problem */
  async require(tx: SqlTx, value: unknown, ownId?: string): Promise<Definition> {
    const { definition, problems } = await this.check(tx, value, ownId);
    if (!definition || problems.length > 0) throw workflowIncomplete(problems);
    return definition;
  }
}
