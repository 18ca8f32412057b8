import { Injectable } from '@nestjs/common';
import { conditionReferences, type Condition, type ConditionProblem } from '@domain/conditions';
import { CustomFieldChecks } from '@domain/custom-fields';
import type { SqlTx } from '@platform/database';
import { segmentVocabulary } from './definition/segment-facts';
import { customConditionsIn, segmentProblems } from './definition/segment-problems';
import { segmentInvalid } from './segments.errors';
import { SegmentsRepository } from './segments.repository';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a definition can be asked at all. */
@Injectable()
export class SegmentChecks {
  constructor(
    private readonly repository: SegmentsRepository,
    private readonly customFields: CustomFieldChecks,
  ) {}

  /** @throws DomainError invalid/segment_invalid with every problem and its place */
  async require(tx: SqlTx, definition: unknown): Promise<Condition> {
    const { condition, problems } = await this.read(tx, definition);
    if (!condition) throw segmentInvalid(problems);
    return condition;
  }

  /** The condition, or everything that is wrong with it, for whoever keeps conditions of the same vocabulary. */
  async read(
    tx: SqlTx,
    definition: unknown,
  ): Promise<{ condition: Condition; problems: [] } | { condition: null; problems: ConditionProblem[] }> {
    const { condition, problems } = segmentProblems(definition);
    if (!condition) return { condition, problems };
    const found = [...(await this.strangers(tx, condition)), ...(await this.customProblems(tx, condition))];
    return found.length > 0 ? { condition: null, problems: found } : { condition, problems: [] };
  }

  private async strangers(tx: SqlTx, condition: Condition): Promise<ConditionProblem[]> {
    const named = conditionReferences(condition, '', segmentVocabulary.factOf);
    if (named.length === 0) return [];
    const ids = (kind: string) =>
      named.filter(({ to, id }) => to === kind && uuid.test(id)).map(({ id }) => id.toLowerCase());
    const known = await this.repository.known(tx, { tags: ids('tag'), users: ids('user') });
    return named
      .filter(({ to, id }) => !known.has(`${to}:${id.toLowerCase()}`))
      .map(({ path, to }) => ({ path, code: `unknown_${to}`, message: `The team has no such ${to}.` }));
  }

  private async customProblems(tx: SqlTx, condition: Condition): Promise<ConditionProblem[]> {
    const asked = customConditionsIn(condition);
    const problems = await this.customFields.conditionProblems(
      tx,
      asked.map((one) => one.asked),
    );
    return problems.flatMap((message, index) =>
      message
        ? [
            {
              path: asked[index]!.at,
              code: 'custom_condition_invalid',
              message: `Custom field "${asked[index]!.asked.key}": ${message}.`,
            },
          ]
        : [],
    );
  }
}
