import fc from 'fast-check';
import { compileTemplate, isMergeField, type TemplateContext } from './index';

const compile = (source: string, context: TemplateContext = 'text') =>
  compileTemplate(source, context, isMergeField);

/** The provider replaces keys one after the other, in an order of its own. */
const replaceAll = (
  text: string,
  substitutions: Record<string, string>,
  order: (a: string, b: string) => number,
) =>
  Object.keys(substitutions)
    .sort(order)
    .reduce((body, token) => body.split(token).join(substitutions[token]), text);

describe('asSubstitutions', () => {
  it('gives each distinct tag one token per kind of escaping', () => {
    const shared = compile(
      '<a href="{{lead.name}}">{{lead.name}}</a> {{ lead.name }} {{lead.name|upper}}',
      'html',
    ).asSubstitutions('-bw');
    expect(shared?.text).toBe('<a href="-bw0_">-bw1_</a> -bw1_ -bw2_');
    expect(shared?.tokens.map((token) => token.render({ 'lead.name': 'a&b' }))).toEqual([
      { ok: true, text: '#' },
      { ok: true, text: 'a&amp;b' },
      { ok: true, text: 'A&amp;B' },
    ]);
    expect(shared?.render({})).toEqual({ ok: false, missing: ['lead.name'], reason: 'missing' });
  });

  it('is refused when replacing could not give the same text', () => {
    expect(compile('{{#if lead.name}}x{{/if}}').asSubstitutions('-bw')).toBeNull();
    expect(compile('{{lead.name}} -bw').asSubstitutions('-bw')).toBeNull();
    const distinct = (count: number) =>
      Array.from({ length: count }, (_, index) => `{{lead.custom.f${index}}}`).join(' ');
    expect(compile(distinct(50)).asSubstitutions('-bw')).not.toBeNull();
    expect(compile(distinct(51)).asSubstitutions('-bw')).toBeNull();
    expect(compile('{{lead.name}}').asSubstitutions('-bw1')).toBeNull();
    expect(compile('{{lead.name}}').asSubstitutions('')).toBeNull();
  });

  it('reports a value that would spell a token, also across a seam', () => {
    const template = compile('{{lead.city}}w1_{{lead.name}}').asSubstitutions('-bw');
    expect(template?.render({ 'lead.city': 'x -bw', 'lead.name': 'n' })).toMatchObject({
      reason: 'collision',
    });
    expect(template?.render({ 'lead.city': 'x -b', 'lead.name': 'n' })).toMatchObject({
      reason: 'collision',
    });
    expect(template?.render({ 'lead.city': 'x -c', 'lead.name': 'n' })).toMatchObject({ ok: true });
    const ending = compile('{{lead.city}}bw1_{{lead.name}}').asSubstitutions('-bw');
    expect(ending?.render({ 'lead.city': 'x -', 'lead.name': 'n' })).toMatchObject({ reason: 'collision' });
    const beginning = compile('{{lead.city}} -{{lead.name}}').asSubstitutions('-bw');
    expect(beginning?.render({ 'lead.city': 'x', 'lead.name': 'bw' })).toMatchObject({ reason: 'collision' });
  });

  it('has the same bound on the output', () => {
    const template = compile('{{lead.name}}'.repeat(6)).asSubstitutions('-bw');
    expect(template?.render({ 'lead.name': 'x'.repeat(200_000) })).toMatchObject({ reason: 'too_large' });
  });

  it('equals direct rendering, whatever the values, the literals and the order of replacing', () => {
    const tag = fc.constantFrom(
      '{{lead.name}}',
      '{{lead.city}}',
      '{{lead.name|upper}}',
      '{{lead.city|default:"there"}}',
    );
    const hostile = fc.string({ unit: fc.constantFrom('-', 'b', 'w', '0', '1', '_', 'x', '&', '\n') });
    const pieces = fc.array(fc.oneof(tag, hostile), { maxLength: 12 });
    const values = fc.record({ 'lead.name': hostile, 'lead.city': fc.option(hostile) });
    let compared = 0;
    fc.assert(
      fc.property(
        pieces,
        values,
        fc.constantFrom<TemplateContext>('html', 'text', 'sms'),
        (parts, given, context) => {
          const template = compile(parts.join(''), context);
          const shared = template.asSubstitutions('-bw');
          if (!shared) return;
          const direct = template.render(given);
          const result = shared.render(given);
          if (!result.ok) {
            if (result.reason === 'collision') return;
            expect(result).toEqual(direct);
            return;
          }
          for (const order of [
            (a: string, b: string) => (a < b ? -1 : 1),
            (a: string, b: string) => (a < b ? 1 : -1),
          ]) {
            expect(direct).toEqual({ ok: true, text: replaceAll(shared.text, result.substitutions, order) });
          }
          compared++;
        },
      ),
      { numRuns: 5_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });
});
