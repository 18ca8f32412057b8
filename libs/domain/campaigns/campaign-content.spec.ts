import { DomainError } from '@platform/errors';
import { checkTemplates, contentsOf } from './campaign-content';
import { emptyDraft } from './campaign-rules';
import { estimateSms, previewsOf } from './campaign-preview';

const draft = { ...emptyDraft, name: 'Open house' };

function errorsOf(run: () => void) {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, errors: error.extra.errors };
    throw error;
  }
  return undefined;
}

describe('checkTemplates', () => {
  it('names every unknown field with its place', () => {
    const body = 'Hi {{lead.firstName}}, {{lead.frstName}} and {{#if budget}}x{{/if}} {{lead.frstName}}';
    const result = errorsOf(() => checkTemplates('SMS', { ...draft, body }));
    expect(result?.code).toBe('template_invalid');
    expect(result?.errors).toEqual([
      expect.objectContaining({ field: 'body', code: 'unknown_field', position: 23 }),
      expect.objectContaining({ field: 'body', code: 'unknown_field', position: 45 }),
    ]);
    expect(result?.errors?.[0]?.message).toContain('lead.frstName');
  });

  it('looks into every part of every variant', () => {
    const variants = [
      { name: 'A', weight: 50, subject: '{{lead.firstName' },
      { name: 'B', weight: 50, body: '<a href={{lead.name}}>x</a>' },
    ];
    const result = errorsOf(() =>
      checkTemplates('EMAIL', { ...draft, previewText: '{{constructor}}', body: '<p>ok</p>', variants }),
    );
    expect(result?.errors?.map(({ field, code }) => [field, code])).toEqual([
      ['previewText', 'unknown_field'],
      ['variants[0].subject', 'unclosed_tag'],
      ['variants[1].body', 'unsafe_position'],
    ]);
  });

  it('reports at most 20 mistakes of one part', () => {
    const body = Array.from({ length: 60 }, (_, index) => `{{lead.x${index}}}`).join('');
    expect(errorsOf(() => checkTemplates('SMS', { ...draft, body }))?.errors).toHaveLength(20);
  });

  it('accepts what can be rendered', () => {
    const body = '<p>Hi {{lead.firstName | default: "there"}}</p><p>{{lead.custom.budget | currency}}</p>';
    expect(
      errorsOf(() => checkTemplates('EMAIL', { ...draft, subject: 'For {{lead.name}}', body })),
    ).toBeUndefined();
  });
});

describe('contentsOf', () => {
  it('is the campaign itself without a split', () => {
    expect(contentsOf({ ...draft, subject: 's', body: 'b' })).toEqual([
      { variant: null, weight: 100, subject: 's', previewText: null, body: 'b' },
    ]);
  });

  it('lets each variant override what it names', () => {
    const variants = [
      { name: 'A', weight: 30 },
      { name: 'B', weight: 70, subject: 'other' },
    ];
    expect(contentsOf({ ...draft, subject: 's', body: 'b', variants })).toEqual([
      { variant: 'A', weight: 30, subject: 's', previewText: null, body: 'b' },
      { variant: 'B', weight: 70, subject: 'other', previewText: null, body: 'b' },
    ]);
  });
});

describe('previews', () => {
  it('shows the sample lead, custom fields by their name', () => {
    const body = '<p>{{lead.firstName}} &lt; {{lead.custom.interest}}</p>';
    const [preview] = previewsOf('EMAIL', { ...draft, subject: 'Hi {{lead.name}}', body }, 'sample');
    expect(preview).toMatchObject({
      subject: 'Hi Maria Alvarez',
      body: '<p>Maria &lt; interest</p>',
      text: 'Maria < interest',
      sms: null,
      missingFields: [],
    });
  });

  it('lacks nothing of the sample lead, whatever the filters ask for', () => {
    const body =
      '{{lead.custom.budget | currency}}, {{lead.custom.moveIn | date}}, {{lead.custom.pet | upper}}';
    expect(previewsOf('SMS', { ...draft, body }, 'sample')).toMatchObject([
      { body: '$450,000, May 4, 2030, PET', missingFields: [] },
    ]);
  });

  it('tells which fields a lead lacks', () => {
    const content = {
      ...draft,
      subject: '{{lead.company}}',
      body: '{{lead.firstName}}{{lead.custom.budget}}',
    };
    const [preview] = previewsOf('EMAIL', content, { 'lead.firstName': 'Bo' });
    expect(preview).toMatchObject({
      missingFields: ['lead.company', 'lead.custom.budget'],
      subject: '',
      body: '',
    });
  });

  it('estimates the segments of each variant', () => {
    const variants = [
      { name: 'short', weight: 50 },
      { name: 'long', weight: 50, body: `{{lead.firstName}}, ${'a'.repeat(160)}` },
    ];
    expect(estimateSms('SMS', { ...draft, body: 'Hi 🏡', variants })).toEqual([
      { variant: 'short', encoding: 'UCS-2', segments: 1, characters: 5 },
      { variant: 'long', encoding: 'GSM-7', segments: 2, characters: 167 },
    ]);
    expect(estimateSms('EMAIL', draft)).toEqual([]);
  });
});
