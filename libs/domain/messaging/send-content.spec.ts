import type { StoredContent } from './contents.repository';
import { renderMail, renderTokens, sendableContent, type SendableMail } from './send-content';

const stored = (changes: Partial<StoredContent>): StoredContent => ({
  id: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
  channel: 'EMAIL',
  subject: 'Hi {{lead.firstName}}',
  previewText: null,
  html: null,
  text: 'Dear {{lead.firstName}}',
  fromName: null,
  fromAddress: null,
  calendar: null,
  threading: null,
  ...changes,
});
const footer = { team: 'Bell & Sons {{lead.email}}', postalAddress: '1 Main St\nAustin', unsubscribe: true };
const mail = (
  changes: Partial<StoredContent>,
  frame = { previewText: null as string | null, footer: footer as typeof footer | null },
) => sendableContent(stored(changes), frame) as SendableMail;
const values = {
  'lead.firstName': 'Ann & <Co>',
  unsubscribeUrl: 'https://crm.example.com/u/1',
  'lead.email': 'secret@example.com',
};
const rendered = (content: SendableMail) => {
  const result = renderMail(content.parts, values);
  if (!result.ok) throw new Error('not rendered');
  return result.value;
};

describe('a mail made ready', () => {
  it('gets footer and preview inside its body', () => {
    const content = mail(
      { html: '<HTML><Body class="x"><p>Hello</p></BODY></html>' },
      { previewText: 'Look < here, {{lead.firstName}}', footer },
    );
    const { html } = rendered(content);
    expect(html).toMatch(
      /^<HTML><Body class="x"><div style="display:none[^>]+>Look &lt; here, Ann &amp; &lt;Co&gt;<\/div><p>Hello<\/p><div/,
    );
    expect(html).toMatch(
      /<a href="https:\/\/crm\.example\.com\/u\/1">Unsubscribe<\/a><\/div><\/BODY><\/html>$/,
    );
  });

  it('takes a team name for text, whatever braces it holds', () => {
    const { text, html } = rendered(mail({ html: '<p>Hello</p>' }));
    expect(html).toContain('Bell &amp; Sons &#123;&#123;lead.email}}');
    expect(text).toContain('Bell & Sons { {lead.email}}, 1 Main St, Austin');
    expect(html + text).not.toContain('secret@example.com');
  });

  it('adds no second unsubscribe link, and no footer where none is wanted', () => {
    const own = mail(
      { html: '<p><a href="{{unsubscribeUrl}}">Leave</a></p>' },
      { previewText: null, footer: { ...footer, unsubscribe: false } },
    );
    expect(rendered(own).html!.match(/crm\.example\.com/g)).toHaveLength(1);
    expect(rendered(own).html).toContain('Main St');
    const bare = rendered(mail({}, { previewText: null, footer: null }));
    expect(bare).toEqual({ subject: 'Hi Ann & <Co>', text: 'Dear Ann & <Co>' });
  });

  it('gives by tokens exactly what it gives by rendering', () => {
    const content = mail({
      html: '<p title="{{lead.firstName}}">{{lead.firstName | upper}}</p>',
      subject: '{{lead.firstName}}!',
    });
    const tokens = renderTokens(content.shared!, values);
    if (!tokens?.ok) throw new Error('no tokens');
    const filled = (text: string) =>
      Object.entries(tokens.value).reduce((all, [token, value]) => all.replaceAll(token, value), text);
    const { subject, text, html } = content.shared!.texts;
    expect({ subject: filled(subject), text: filled(text), html: filled(html!) }).toEqual(rendered(content));
  });

  it('has no shared body when a part has conditions', () => {
    expect(mail({ html: '{{#if lead.firstName}}<p>a</p>{{/if}}' }).shared).toBeNull();
  });

  it('names each missing field once, from whatever part', () => {
    const content = mail({ html: '<p>{{lead.firstName}} {{lead.city}}</p>', text: '{{lead.city}}' });
    const empty = { unsubscribeUrl: 'https://x.example' };
    expect(renderTokens(content.shared!, empty)).toEqual({
      ok: false,
      missing: ['lead.firstName', 'lead.city'],
      tooLarge: false,
    });
    expect(renderMail(content.parts, empty)).toEqual({
      ok: false,
      missing: ['lead.firstName', 'lead.city'],
      tooLarge: false,
    });
  });
});
