import { readFileSync } from 'node:fs';
import path from 'node:path';
import { newId } from '@platform/database';
import { live } from './live-vocabulary';
import { meanings } from './meanings';
import { draftsOf, mostAtOnce, type News } from './news';

const [lead, other, her, him] = [newId(), newId(), newId(), newId()] as [string, string, string, string];
const news = (name: string, payload: object): News[] => meanings.get(name)!(payload);

describe('news', () => {
  it('of one subject are one event that says all that happened', () => {
    const drafts = draftsOf([
      ...news('lead.updated', { leadId: lead, fields: ['phone'] }),
      ...news('lead.status_changed', { leadId: lead, from: 'NEW', to: 'WON' }),
      ...news('lead.status_changed', { leadId: lead, from: 'WON', to: 'LOST' }),
      ...news('lead.tag_added', { leadId: other, tagId: newId() }),
    ]);
    expect(drafts).toMatchObject([
      { event: live.lead, data: { leadId: lead, what: ['fields', 'status'] }, leadId: lead, shownTo: [] },
      { event: live.lead, data: { leadId: other, what: ['tags'] }, leadId: other },
    ]);
  });

  it('reach whoever had the lead before', () => {
    const [draft] = draftsOf(news('lead.assigned', { leadId: lead, fromUserId: her, toUserId: him }));
    expect(draft).toMatchObject({ leadId: lead, shownTo: [her] });
    const [deleted] = draftsOf(news('lead.deleted', { leadId: lead }));
    expect(deleted).toMatchObject({ leadId: lead, shownTo: [] });
  });

  it('name nobody when they are many', () => {
    const created = (count: number) =>
      draftsOf(Array.from({ length: count }, () => news('lead.created', { leadId: newId() })).flat());
    expect(created(mostAtOnce)).toHaveLength(mostAtOnce);
    expect(created(mostAtOnce + 1)).toEqual([
      { event: live.lead, data: { leadId: null, what: ['created'] } },
    ]);
  });

  it('of what came by the thousand wait for its end', () => {
    expect(news('lead.created', { leadId: lead, importId: newId(), quiet: true })).toEqual([]);
    expect(news('lead.score_band_changed', { leadId: lead, quiet: true })).toEqual([]);
    expect(news('lead.import_finished', { importId: other, state: 'completed' })).toMatchObject([
      { event: live.importFinished, ids: { importId: other } },
    ]);
  });

  it('of a campaign’s messages move the campaign’s figures too', () => {
    const fact = { messageId: newId(), leadId: lead, sourceId: other, channel: 'EMAIL', at: '' };
    expect(news('message.opened', { ...fact, sourceKind: 'campaign' })).toMatchObject([
      { event: live.message, ids: { leadId: lead }, what: 'opened' },
      { event: live.campaign, ids: { campaignId: other }, what: 'engagement' },
    ]);
    expect(news('message.opened', { ...fact, sourceKind: 'reply' })).toHaveLength(1);
  });

  it('hold ids and words only', () => {
    expect(news('appointment.no_show', { appointmentId: other, leadId: lead, hostId: her })).toEqual([
      {
        ...{ event: live.appointment, ids: { appointmentId: other, leadId: lead } },
        ...{ what: 'no_show', shownTo: [her] },
      },
    ]);
  });

  it('are in the documented vocabulary, every type and every word', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/realtime.md'), 'utf8');
    const rowOf = (type: string) => page.split('\n').find((line) => line.startsWith(`| \`${type}\``)) ?? '';
    const payload = {
      ...{ leadId: lead, messageId: other, inboundId: other, taskId: other, noteId: other, importId: '' },
      ...{ appointmentId: other, campaignId: other, sourceId: other, sourceKind: 'campaign' },
      ...{ hostId: her, state: 'completed' },
    };
    const said = [...meanings.values()].flatMap((read) => read(payload));
    expect(said.length).toBeGreaterThan(30);
    const missing = said.filter(({ event, what, ids }) =>
      [what, ...Object.keys(ids)].some((word) => !rowOf(event.type).includes(`\`${word}\``)),
    );
    expect(missing).toEqual([]);
    for (const { type, version } of Object.values(live)) {
      expect(rowOf(type)).not.toBe('');
      expect(version).toBe(1);
    }
  });
});
