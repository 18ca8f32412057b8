import { newId, type TenantScope } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import type { NewContent } from '../message-contents.service';
import { MessageReader } from '../message-reader.service';
import { SendingLab } from './sending-lab';

const letter: NewContent = {
  channel: 'EMAIL',
  subject: 'A home for {{lead.firstName | default: "you"}}',
  previewText: 'Three <new> homes, {{lead.firstName | default: "friend"}}',
  html: '<html><body><p>Hello {{lead.firstName | default: "there"}}, {{team.name}} has news.</p></body></html>',
};

describe('an email campaign', () => {
  let lab: SendingLab;
  let scope: TenantScope;
  beforeAll(async () => {
    lab = await SendingLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    scope = await lab.team();
    lab.sandbox.control.faults.remove();
    lab.sandbox.control.record.reset();
    lab.sandbox.control.clearOutbox();
  });

  it('reaches every recipient once, in calls of a thousand', async () => {
    await lab.crowd(scope, 2_500);
    const source = await lab.launch(scope, letter);
    const stats = await lab.settled(scope, source);
    expect(stats).toMatchObject({ total: 2_500, sent: 2_500 });
    expect(stats.states.accepted).toBe(2_500);
    const accepted = lab.accepted();
    expect(accepted.size).toBe(2_500);
    expect([...accepted.values()].every((times) => times === 1)).toBe(true);
    expect(lab.sandbox.control.record.summary().requests).toBe(3);
    const rows = await lab.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM message_ledger WHERE source_id = $1 AND provider = 'sendgrid' AND provider_id <> ''
         AND accepted_at IS NOT NULL AND handed_off_at IS NOT NULL AND verdict->>'action' = 'send'`,
      [source],
    );
    expect(rows[0]!.n).toBe(2_500);
    // The chunks say so: no row of a message was written for it.
    const written = await lab.rows(`SELECT 1 FROM message WHERE source_id = $1 AND state <> 'queued'`, [
      source,
    ]);
    expect(written).toHaveLength(0);
  });

  it('tells once that nothing is left', async () => {
    await lab.crowd(scope, 1_200);
    const source = await lab.launch(scope, letter);
    await lab.settled(scope, source);
    const drained = () =>
      lab.rows(`SELECT payload FROM domain_event WHERE name = 'messaging.source_drained' AND team_id = $1`, [
        scope.teamId,
      ]);
    await eventually(async () => expect(await drained()).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await drained()).toEqual([{ payload: { sourceId: source, kind: 'campaign' } }]);
  });

  it('renders each mail, with preview, footer and one-click unsubscribe', async () => {
    await lab.leads(scope, [
      { email: 'ann@example.com', firstName: 'Ann <b>' },
      { email: 'bob@example.com', firstName: null },
    ]);
    const source = await lab.launch(scope, letter);
    await lab.settled(scope, source);
    const [ann] = lab.sandbox.control.outbox('ann@example.com').emails;
    expect(ann).toMatchObject({ subject: 'A home for Ann <b>' });
    const text = JSON.stringify(ann);
    expect(ann!.html).toContain('Hello Ann &lt;b&gt;, Bell Realty has news.');
    expect(ann!.html).toContain('Three &lt;new&gt; homes, Ann &lt;b&gt;');
    expect(ann!.html).toContain('1 Main St, Austin, TX 78701');
    expect(ann!.html).toMatch(/href="https:\/\/crm\.example\.com\/api\/unsubscribe\/[\w.-]+">Unsubscribe/);
    expect(text).toMatch(/List-Unsubscribe":\s*"<https:\/\/crm\.example\.com\/api\/unsubscribe\//);
    expect(text).toContain('List-Unsubscribe=One-Click');
    expect(text).not.toContain('{{');
    const [bob] = lab.sandbox.control.outbox('bob@example.com').emails;
    expect(bob).toMatchObject({ subject: 'A home for you' });
    expect(bob!.text).toContain('Hello there, Bell Realty has news.');
    const link = /unsubscribe\/([\w.-]+)/;
    expect(link.exec(ann!.html!)?.[1]).not.toEqual(link.exec(bob!.html!)?.[1]);
  });

  it('renders conditions and long texts as exactly as plain fields', async () => {
    const about = 'A long story. '.repeat(900);
    await lab.leads(scope, [
      { email: 'c1@example.com', firstName: 'Cy' },
      { email: 'c2@example.com', firstName: null },
      { email: 'c3@example.com', firstName: 'Di', customFields: { about } },
    ]);
    const source = await lab.launch(scope, {
      ...letter,
      html: '<p>{{#if lead.firstName}}Dear {{lead.firstName}}{{else}}Dear neighbour{{/if}}</p><p>{{lead.custom.about | default: "-"}}</p>',
    });
    expect((await lab.settled(scope, source)).states.accepted).toBe(3);
    const html = (to: string) => lab.sandbox.control.outbox(to).emails[0]!.html;
    expect(html('c1@example.com')).toContain('<p>Dear Cy</p><p>-</p>');
    expect(html('c2@example.com')).toContain('<p>Dear neighbour</p><p>-</p>');
    expect(html('c3@example.com')).toContain(`<p>Dear Di</p><p>${about}</p>`);
    // The long one does not fit into a substitution and goes alone.
    expect(lab.sandbox.control.record.summary().requests).toBe(2);
  });

  it('keeps the audience whole: skipped with a reason, and says why', async () => {
    const [, dnc, , missing] = await lab.leads(scope, [
      { email: 'ok@example.com', firstName: 'Ok' },
      { email: 'dnc@example.com', firstName: 'No', doNotEmail: true },
      { email: 'gone@example.com', firstName: 'Gone' },
      { email: 'blank@example.com' },
      { phone: '+12125550199', firstName: 'Phone only' },
      { email: 'denied@example.com', firstName: 'De', emailConsent: 'denied' },
    ]);
    await lab.rows(
      `INSERT INTO suppression (id, team_id, channel, address, reason, scope) VALUES ($1, $2, 'EMAIL', 'gone@example.com', 'hard_bounce', 'all')`,
      [newId(), scope.teamId],
    );
    const source = await lab.launch(scope, { ...letter, subject: 'For {{lead.firstName}}' });
    const stats = await lab.settled(scope, source);
    expect(stats.total).toBe(6);
    expect(stats.states).toMatchObject({ accepted: 1, skipped: 5 });
    expect(stats.skipped).toEqual({
      do_not_contact: 1,
      suppressed: 1,
      missing_fields: 1,
      no_address: 1,
      consent_denied: 1,
    });
    expect([...lab.accepted().keys()]).toEqual(['ok@example.com']);

    const reader = lab.get(MessageReader);
    const messageOf = async (leadId: string) => (await reader.list(scope, { leadId, limit: 1 }))[0]!.id;
    const why = await reader.why(scope, await messageOf(dnc!));
    expect(why.summary).toBe('Not sent: the lead is marked "do not contact".');
    expect(why.checks.at(-1)).toMatchObject({ check: 'do_not_contact', result: 'skip' });
    expect(why.checks.slice(0, -1).every(({ result }) => result === 'pass')).toBe(true);
    const blank = await reader.why(scope, await messageOf(missing!));
    expect(blank.checks.at(-1)!.text).toContain('lead.firstName');
  });

  it('sends no marketing without a postal address', async () => {
    scope = await lab.team({ postalAddress: null });
    await lab.crowd(scope, 3);
    const source = await lab.launch(scope, letter);
    expect((await lab.settled(scope, source)).skipped).toEqual({ no_postal_address: 3 });
    expect(lab.accepted().size).toBe(0);
  });

  it('fails messages whose template does not compile, and nobody waits', async () => {
    await lab.crowd(scope, 2);
    const source = await lab.launch(scope, { ...letter, subject: '{{#if lead.firstName}}open' });
    expect((await lab.settled(scope, source)).states.failed).toBe(2);
    const rows = await lab.rows(`SELECT DISTINCT error_code FROM message_ledger WHERE source_id = $1`, [
      source,
    ]);
    expect(rows).toEqual([{ error_code: 'template_unbalanced_block' }]);
  });

  it('splits an audience between variants, the same lead always the same', async () => {
    await lab.crowd(scope, 2_000);
    const variants = ['Low price', 'High price'].map((subject) => ({ ...letter, subject }));
    const source = await lab.launch(scope, variants);
    const stats = await lab.settled(scope, source);
    expect(stats.variants.map(({ variant }) => variant)).toEqual(['A', 'B']);
    for (const { total, states } of stats.variants) {
      expect(total).toBeGreaterThan(900);
      expect(states.accepted).toBe(total);
    }
    expect(stats.states.accepted).toBe(2_000);
  });
});
