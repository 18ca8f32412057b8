import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { conditionProblem, type CustomCondition } from './custom-condition';
import { readCustomValue, type CustomFieldValue } from './custom-field-values';
import { conditionRefused, valueRefused } from './custom-fields.errors';
import { CustomFields } from './custom-fields.service';

type Values = Record<string, CustomFieldValue>;

/** What the definitions say of values and filters. */
@Injectable()
export class CustomFieldChecks {
  constructor(private readonly fields: CustomFields) {}

  /**
   * The values as their fields keep them. A key without a definition is free and stays as it is, and so does a value that `before`
   * has already: what was stored before its field was defined must not stand in the way of other changes.
   * @throws DomainError invalid on customFields.<key> with custom_value_invalid
   */
  async read(tx: SqlTx, given: Values, before: Values = {}): Promise<Values> {
    if (Object.keys(given).length === 0) return given;
    const fields = new Map((await this.fields.all(tx)).map((field) => [field.key, field]));
    const read = Object.entries(given).map(([key, value]): [string, CustomFieldValue] => {
      const field = fields.get(key);
      if (!field || (Object.hasOwn(before, key) && before[key] === value)) return [key, value];
      const result = readCustomValue(field, value);
      if ('problem' in result) throw valueRefused(key, result.problem);
      return [key, result.value];
    });
    return Object.fromEntries(read);
  }

  /** @throws DomainError invalid on custom with custom_condition_invalid: no such field, or a value that it cannot have */
  async requireConditions(tx: SqlTx, conditions: CustomCondition[] = []): Promise<void> {
    if (conditions.length === 0) return;
    const fields = new Map((await this.fields.all(tx)).map((field) => [field.key, field]));
    for (const condition of conditions) {
      const field = fields.get(condition.key);
      if (!field) throw conditionRefused(condition.key, 'there is no such custom field');
      const problem = conditionProblem(field, condition);
      if (problem) throw conditionRefused(condition.key, problem);
    }
  }

  /** Why each of the conditions is refused, in their order; null for those that are not. */
  async conditionProblems(tx: SqlTx, conditions: CustomCondition[]): Promise<(string | null)[]> {
    if (conditions.length === 0) return [];
    const fields = new Map((await this.fields.all(tx)).map((field) => [field.key, field]));
    return conditions.map((condition) => {
      const field = fields.get(condition.key);
      return field ? conditionProblem(field, condition) : 'there is no such custom field';
    });
  }
}
