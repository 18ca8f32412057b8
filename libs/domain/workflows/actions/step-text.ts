import { compileTemplate, isMergeField } from '@domain/templates';
import { invalidField } from '@platform/errors';
import type { Facts } from '@domain/conditions';
import type { StepContext } from './action.types';

/** Stands for a missing value until it is cut out; an empty text would count as missing again. */
const blank = '\u2060';

/**
 * Fills the merge fields of a line that is not a message: titles of tasks and notices. A field without a value is left out.
 * @throws DomainError invalid when it is no template: the publish checked it, an older version may hold it
 */
export async function stepText(step: StepContext, source: string): Promise<string> {
  if (!source.includes('{{')) return source;
  return filled(source, await step.facts(fieldsOfLine(source)));
}

/** The fields of such a line. @throws DomainError as `stepText` */
export const fieldsOfLine = (source: string): string[] =>
  source.includes('{{') ? compiled(source).fields : [];

/** The same with facts that are known already. Pure. @throws DomainError as `stepText` */
export function filled(source: string, facts: Facts): string {
  if (!source.includes('{{')) return source;
  const template = compiled(source);
  const values: Record<string, string> = {};
  for (const field of template.fields) {
    const value = facts[field];
    if (typeof value === 'string' || typeof value === 'number') values[field] = String(value);
  }
  const rendered = template.render(values);
  if (rendered.ok) return rendered.text;
  const complete = template.render({
    ...values,
    ...Object.fromEntries(rendered.missing.map((field) => [field, blank])),
  });
  return (complete.ok ? complete.text : source).replaceAll(blank, '').replaceAll(/ {2,}/g, ' ').trim();
}

function compiled(source: string) {
  try {
    return compileTemplate(source, 'text', isMergeField);
  } catch (error) {
    throw invalidField('text', 'template_invalid', (error as Error).message);
  }
}
