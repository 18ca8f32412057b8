import { TemplateError } from './template.errors';
import { parseTemplate, TEMPLATE_LIMITS } from './template-parser';
import {
  buildProgram,
  holds,
  type MergeValues,
  type RenderResult,
  type Step,
  type TemplateContext,
} from './template-program';
import { substitutionsOf, type TemplateSubstitutions } from './template-substitutions';

export interface CompiledTemplate {
  readonly context: TemplateContext;
  /** Every field the template names, conditions included, each once. */
  readonly fields: string[];
  /** Never throws: what cannot be rendered is said in the result. At most 1,048,576 characters (UTF-16 code units). */
  render(values: MergeValues): RenderResult;
  /**
   * One text for many recipients with a token in place of each tag, or null when the template cannot be sent that way
   * (conditions, more than 50 distinct tags, `prefix` in its own text). Pick a random prefix per batch and part.
   */
  asSubstitutions(prefix: string): TemplateSubstitutions | null;
}

/**
 * Checks and prepares a template. `{{ path }}`, `{{ path | default: "there" }}`, the filters upper, lower, capitalize, date,
 * currency, and `{{#if path}}…{{else}}…{{/if}}` nested up to 5 deep; no other logic exists.
 * @throws TemplateError for anything else: not a string, over 256 KB or 1,000 tags, a field not allowed, an unsafe place.
 */
export function compileTemplate(
  source: string,
  context: TemplateContext,
  allowedFields: ReadonlySet<string> | ((path: string) => boolean),
): CompiledTemplate {
  // A body parsed from JSON may be an object; engines have been exploited through exactly that.
  if (typeof (source as unknown) !== 'string') {
    throw new TemplateError('not_a_string', 0, 'A template must be a text.');
  }
  if (Buffer.byteLength(source) > TEMPLATE_LIMITS.sourceBytes) {
    throw new TemplateError('too_large', 0, `A template may be ${TEMPLATE_LIMITS.sourceBytes} bytes long.`);
  }
  const isAllowed =
    typeof allowedFields === 'function' ? allowedFields : (path: string) => allowedFields.has(path);
  const steps = buildProgram(parseTemplate(source, isAllowed, context === 'html'), context);
  const fields = [...new Set(fieldsOf(steps))];
  return {
    context,
    fields,
    render: (values) => render(steps, values),
    asSubstitutions: (prefix) => substitutionsOf(steps, prefix),
  };
}

function fieldsOf(steps: Step[]): string[] {
  return steps.flatMap((step) => {
    if (typeof step === 'string') return [];
    if ('read' in step) return [step.path];
    return [step.path, ...fieldsOf(step.met), ...fieldsOf(step.otherwise)];
  });
}

function render(steps: Step[], values: MergeValues): RenderResult {
  const missing = new Set<string>();
  const parts: string[] = [];
  let length = 0;
  const add = (text: string): void => {
    length += text.length;
    // Nothing is kept beyond the bound; missing fields are still looked for.
    if (length <= TEMPLATE_LIMITS.outputCharacters) parts.push(text);
  };
  const run = (list: Step[]): void => {
    for (const step of list) {
      if (typeof step === 'string') add(step);
      else if ('read' in step) {
        const text = step.read(values);
        if (text === undefined) missing.add(step.path);
        else add(text);
      } else run(holds(values, step.path) ? step.met : step.otherwise);
    }
  };
  run(steps);
  if (missing.size > 0) return { ok: false, missing: [...missing], reason: 'missing' };
  if (length > TEMPLATE_LIMITS.outputCharacters) return { ok: false, missing: [], reason: 'too_large' };
  return { ok: true, text: parts.join('') };
}
