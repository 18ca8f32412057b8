import fc from 'fast-check';
import { compileTemplate, isMergeField, TemplateError, type TemplateContext } from './index';

const values = {
  'lead.firstName': 'Ana',
  'lead.lastName': 'O’Brien & Sons <x>',
  'lead.city': '',
  'lead.custom.budget': '450000',
  'lead.custom.closing': '2026-03-09',
  'lead.custom.vip': false,
  'agent.email': 'kim+crm@example.com',
  unsubscribeUrl: 'https://crm.example/u?a=1&b="2',
};
const compile = (source: string, context: TemplateContext = 'text') =>
  compileTemplate(source, context, isMergeField);
const text = (source: string, context: TemplateContext = 'text', given: Record<string, string> = {}) => {
  const result = compile(source, context).render({ ...values, ...given });
  return result.ok ? result.text : result.missing;
};
const failure = (source: unknown, context: TemplateContext = 'html') => {
  try {
    compile(source as string, context);
  } catch (error) {
    if (error instanceof TemplateError) return [error.code, error.position];
    throw error;
  }
  return null;
};

describe('rendering', () => {
  it.each([
    ['Hi {{ lead.firstName }}!', 'Hi Ana!'],
    ['Hi {{lead.company | default: "there"}}', 'Hi there'],
    ["Hi {{lead.company|default:'a }} b'}}", 'Hi a }} b'],
    ['Hi {{lead.company | default: ""}}.', 'Hi .'],
    ['{{lead.company | default: "" | upper}}.', '.'],
    ['{{lead.company | upper | default: "x"}}', 'x'],
    ['{{lead.firstName | upper}} {{lead.firstName | lower}}', 'ANA ana'],
    ['{{lead.custom.budget | currency}}', '$450,000'],
    ['{{lead.custom.closing | date}}', 'March 9, 2026'],
    ['{{#if lead.city}}in {{lead.city}}{{else}}nearby{{/if}}', 'nearby'],
    ['{{#if lead.custom.vip}}VIP{{else}}guest{{/if}}', 'guest'],
    ['{{#if lead.firstName}}{{#if lead.city}}a{{else}}b{{/if}}{{/if}}', 'b'],
    ['braces { } } {a} stay', 'braces { } } {a} stay'],
  ])('%s', (source, expected) => expect(text(source)).toBe(expected));

  it.each([
    ['JOHN mary-ann', 'John Mary-Ann'],
    ['McDonald élodie', 'McDonald Élodie'],
  ])('capitalizes %s', (name, expected) =>
    expect(text('{{lead.name | capitalize}}', 'text', { 'lead.name': name })).toBe(expected),
  );

  it('shows cents only when there are any and refuses what is no amount or no day', () => {
    const budget = (amount: string) =>
      text('{{lead.custom.budget | currency}}', 'text', { 'lead.custom.budget': amount });
    expect(budget('$1,250.5')).toBe('$1,250.50');
    expect(budget('about 5')).toEqual(['lead.custom.budget']);
    expect(text('{{lead.custom.closing | date}}', 'text', { 'lead.custom.closing': '2026-02-30' })).toEqual([
      'lead.custom.closing',
    ]);
  });

  it('names each missing field of the branches it reaches, once', () => {
    expect(text('{{lead.city}} {{lead.phone}} {{lead.city}}')).toEqual(['lead.city', 'lead.phone']);
    expect(text('{{#if lead.city}}{{lead.phone}}{{/if}}ok')).toBe('ok');
    expect(compile('{{#if lead.city}}{{lead.phone}}{{/if}}{{lead.city|upper}}').fields).toEqual([
      'lead.city',
      'lead.phone',
    ]);
  });

  it('reads Maps and own properties only', () => {
    const template = compileTemplate('{{a}}', 'text', new Set(['a']));
    expect(template.render(new Map([['a', 'x']]))).toEqual({ ok: true, text: 'x' });
    expect(template.render(Object.create({ a: 'inherited' }) as Record<string, string>)).toMatchObject({
      ok: false,
    });
    expect(template.render({ a: { toString: () => 'x' } } as never)).toMatchObject({ missing: ['a'] });
  });

  it('says so instead of building more than the output bound', () => {
    const big = 'x'.repeat(200_000);
    expect(compile('{{lead.name}}'.repeat(5)).render({ 'lead.name': big })).toMatchObject({ ok: true });
    expect(compile('{{lead.name}}'.repeat(6)).render({ 'lead.name': big })).toEqual({
      ok: false,
      missing: [],
      reason: 'too_large',
    });
  });
});

describe('escaping by place', () => {
  it.each<[string, TemplateContext, string]>([
    [
      '<p title="{{lead.lastName}}">{{lead.lastName}}</p>',
      'html',
      '<p title="O’Brien &amp; Sons &lt;x&gt;">O’Brien &amp; Sons &lt;x&gt;</p>',
    ],
    ['<a href="{{unsubscribeUrl}}">x</a>', 'html', '<a href="https://crm.example/u?a=1&amp;b=&quot;2">x</a>'],
    [
      "<a href='https://x.example/?n={{lead.lastName}}'>x</a>",
      'html',
      "<a href='https://x.example/?n=O%E2%80%99Brien%20%26%20Sons%20%3Cx%3E'>x</a>",
    ],
    ['<a href="mailto:{{agent.email}}">x</a>', 'html', '<a href="mailto:kim+crm@example.com">x</a>'],
    [
      '<a href="mailto:a@b.example?subject={{agent.email}}">x</a>',
      'html',
      '<a href="mailto:a@b.example?subject=kim%2Bcrm%40example.com">x</a>',
    ],
    [
      '<style>a > b { color: red }</style><b>{{lead.firstName}}</b>',
      'html',
      '<style>a > b { color: red }</style><b>Ana</b>',
    ],
    ['<!-- "<a --><b>{{lead.firstName}}</b>', 'html', '<!-- "<a --><b>Ana</b>'],
    ['1 < 2 {{lead.firstName}} <br/>{{lead.firstName}}', 'html', '1 < 2 Ana <br/>Ana'],
    ['{{lead.company | default: &quot;you &amp;amp; me&quot;}}', 'html', 'you &amp;amp; me'],
    [
      '<a href="{{unsubscribeUrl}}{{agent.email}}">',
      'html',
      '<a href="https://crm.example/u?a=1&amp;b=&quot;2kim%2Bcrm%40example.com">',
    ],
    ['Plain {{lead.lastName}}', 'text', 'Plain O’Brien & Sons <x>'],
  ])('%s', (source, context, expected) => expect(text(source, context)).toBe(expected));

  it.each([
    'javascript:alert(1)',
    ' JaVaScript:alert(1)',
    'java\nscript:x',
    'data:text/html,x',
    'javascript://x%0Aalert(1)',
    'ftp://x.example',
    '//evil.example',
    'x',
  ])('refuses %j as a link', (url) => {
    expect(text('<a href="{{unsubscribeUrl}}">', 'html', { unsubscribeUrl: url })).toBe('<a href="#">');
    expect(text("<img src='{{unsubscribeUrl}}'>", 'html', { unsubscribeUrl: url })).toBe("<img src='#'>");
  });

  it('keeps a subject and a text message on one line', () => {
    const name = { 'lead.name': 'Ana\r\nBcc: x@y\u0000z\u2028!' };
    expect(text('Hi\r\n{{lead.name}}', 'subject', name)).toBe('Hi Ana Bcc: x@yz !');
    expect(text('Hi\n{{lead.name}}', 'sms', name)).toBe('Hi\nAna Bcc: x@yz !');
  });

  it.each([
    '<script>x = "{{lead.name}}"</script>',
    '<STYLE>a{color:{{lead.name}}}</STYLE>',
    '<style></styles>{{lead.name}}',
    '<a href={{unsubscribeUrl}}>',
    '<a {{lead.name}}>',
    '<a href="x" {{lead.name}}="y">',
    '<{{lead.name}}>',
    '</{{lead.name}}>',
    '<p style="color:{{lead.name}}">',
    '<p OnClick="{{lead.name}}">',
    '<a href="javascript:f({{lead.name}})">',
    '<a href="java&#115;cript:{{lead.name}}">',
    '<a href="java{{lead.name}}:x">',
    '<iframe srcdoc="{{lead.name}}">',
    '<meta content="{{lead.name}}">',
    '<!-- {{lead.name}} -->',
    '<p {{#if lead.name}}title="{{else}}{{/if}}x">',
    '{{#if lead.name}}<script>{{/if}}',
  ])('refuses a field in %s', (source) => expect(failure(source)?.[0]).toBe('unsafe_position'));

  it('never lets a value open markup or leave its attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(value.trim() !== '');
        const source = '<a href="{{lead.name}}" title="{{lead.name}}">{{lead.name}}</a>';
        const shape = String(text(source, 'html', { 'lead.name': value })).replace(/[^<>"]/g, '');
        expect(shape).toBe('<"""">' + '<>');
      }),
    );
  });
});

describe('authors’ mistakes', () => {
  it.each<[unknown, string, number]>([
    [{ type: 'Program' }, 'not_a_string', 0],
    [undefined, 'not_a_string', 0],
    ['é'.repeat(128 * 1024 + 1), 'too_large', 0],
    ['{{lead.name}}'.repeat(1_001), 'too_many_tags', 13_000],
    ['Hi {{lead.name', 'unclosed_tag', 3],
    ['{{{lead.name}}}', 'unclosed_tag', 0],
    ['{{}}', 'bad_tag', 0],
    ['{{#each lead}}', 'bad_tag', 0],
    ['{{lead.name()}}', 'bad_tag', 0],
    ['{{lead.name | }}', 'bad_tag', 0],
    ['{{lead.password}}', 'unknown_field', 0],
    ['{{lead.name | evil}}', 'unknown_filter', 0],
    ['{{lead.name | default}}', 'bad_filter_argument', 0],
    ['{{lead.name | upper: "x"}}', 'bad_filter_argument', 0],
    ['x{{/if}}', 'unbalanced_block', 1],
    ['x{{else}}', 'unbalanced_block', 1],
    ['{{#if lead.name}}{{else}}{{else}}{{/if}}', 'unbalanced_block', 25],
    ['x{{#if lead.name}}', 'unbalanced_block', 1],
    ['{{#if lead.name}}'.repeat(6), 'too_deep', 85],
  ])('%.40j', (source, code, position) => expect(failure(source)).toEqual([code, position]));

  it.each([
    'constructor',
    '__proto__',
    'lead.__proto__',
    'lead.custom.constructor',
    'lead.custom.toString',
    'prototype',
  ])('never knows %s, even when an allow-list does', (path) => {
    expect(isMergeField(path)).toBe(false);
    expect(() => compileTemplate(`{{${path}}}`, 'text', () => true)).toThrow(TemplateError);
    expect(() => compileTemplate(`{{#if ${path}}}x{{/if}}`, 'text', () => true)).toThrow(TemplateError);
  });

  it('only ever fails with a TemplateError', () => {
    const unit = fc.constantFrom(
      '{',
      '}',
      '{{',
      '}}',
      '#if ',
      '/if',
      'else',
      'a',
      '|',
      ':',
      '"',
      '<',
      '>',
      '=',
      ' ',
      'default',
    );
    fc.assert(
      fc.property(fc.string({ unit }), fc.constantFrom<TemplateContext>('html', 'sms'), (source, context) => {
        try {
          const template = compileTemplate(source, context, () => true);
          template.render({ a: 'x' });
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['{', '}', '{{', '{{{ ', '}}', '<', '<a ', '<a b="', '<!--', '{{a', '{ {'])(
    'reads 100,000 times %j in linear time',
    (part) => {
      const source = part.repeat(100_000).slice(0, 250_000);
      const started = performance.now();
      try {
        compile(source, 'html');
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
      expect(performance.now() - started).toBeLessThan(500);
    },
  );
});
