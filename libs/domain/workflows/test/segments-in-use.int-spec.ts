import { CampaignLaunchService } from '@domain/campaigns';
import { CampaignsHttpModule } from '@domain/campaigns/http';
import { evaluate } from '@domain/conditions';
import { SegmentsHttpModule } from '@domain/segments/http';
import { TeamsService } from '@domain/teams';
import { WorkflowsHttpModule } from '@domain/workflows/http';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';
import { LeadFacts } from '../engine/lead-facts.service';
import { Enrolments } from '../triggers/enrolments.service';

const isNew = { fact: 'lead.status', op: 'eq', value: 'NEW' };
const inSegment = (id: string) => ({ fact: `lead.inSegment.${id}`, op: 'eq', value: true }) as const;

describe('segments in use', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let segmentId: string;
  const leadIds: string[] = [];

  beforeAll(async () => {
    lab = await LeadsLab.start([SegmentsHttpModule, CampaignsHttpModule, WorkflowsHttpModule]);
    team = await lab.team();
    for (const status of ['NEW', 'NEW', 'WON'])
      leadIds.push((await lab.call(team, 'POST', '/leads', { name: status, status })).body.id);
  });
  afterAll(() => lab.stop());
  let number = 0;
  beforeEach(async () => {
    const name = `Segment ${(number += 1)}`;
    segmentId = (await lab.call(team, 'POST', '/segments', { name, definition: isNew })).body.id;
  });

  const get = <T>(type: new (...parts: never[]) => T): T => lab.app.get(type, { strict: false });
  const remove = () => lab.call(team, 'DELETE', `/segments/${segmentId}`);
  const uses = async () => (await lab.call(team, 'GET', `/segments/${segmentId}/uses`)).body;
  const campaign = async (fields: object = {}) => {
    const text = { name: 'Open house', type: 'SMS', body: 'Come and see', audience: { segmentId } };
    const { status, body } = await lab.call(team, 'POST', '/campaigns', { ...text, ...fields });
    expect(status).toBe(201);
    return body;
  };
  const frozen = async (sourceId: string) =>
    (
      await lab.sql<{ ids: string[] }>(
        `SELECT lead_ids::text[] AS ids FROM audience_part WHERE source_id = $1`,
        [sourceId],
      )
    ).flatMap(({ ids }) => ids);

  it('by a campaign: counted before, asked when it starts, frozen then', async () => {
    const audience = { segmentId };
    const { id } = await campaign();
    expect((await lab.call(team, 'POST', '/campaigns/audience/count', { audience })).body).toEqual({
      count: 2,
    });
    const { status, body } = await lab.call(team, 'POST', `/campaigns/${id}/launch`, {});
    expect(status).toBe(200);
    await lab.sql(`UPDATE lead SET status = 'WON' WHERE id = $1`, [leadIds[0]]);
    const letter = { teamId: team.scope.teamId, campaignId: id, revision: body.revision };
    const { revision } = (
      await lab.sql<{ revision: number }>(`SELECT revision FROM campaign WHERE id = $1`, [id])
    )[0]!;
    await lab.db.transaction(team.scope, async (tx) => {
      const owner = await get(TeamsService).find(tx);
      await get(CampaignLaunchService).freeze(tx, owner, { ...letter, revision });
    });
    expect(await frozen(id)).toEqual([leadIds[1]]);
    await lab.sql(`UPDATE lead SET status = 'NEW' WHERE id = $1`, [leadIds[0]]);
    expect(await frozen(id)).toEqual([leadIds[1]]);
    expect(await uses()).toEqual([]);
    expect((await remove()).status).toBe(204);
    const copy = await lab.call(team, 'POST', `/campaigns/${id}/duplicate`);
    expect(copy.body).toMatchObject({ status: 'DRAFT', audience: null });
  });

  it('by a draft campaign: not deleted, and told by whom', async () => {
    const { id } = await campaign();
    const used = [{ kind: 'campaign', id, name: 'Open house' }];
    expect(await uses()).toEqual(used);
    const refused = await remove();
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'segment_in_use', usedBy: used });
    await lab.call(team, 'PUT', `/campaigns/${id}`, { name: 'Open doors' });
    expect(await uses()).toMatchObject([{ name: 'Open doors' }]);
    await lab.call(team, 'PUT', `/campaigns/${id}`, { audience: { filter: {} } });
    expect((await remove()).status).toBe(204);
  });

  it('by a campaign that is cancelled or deleted: free again', async () => {
    const scheduled = await campaign({ scheduledAt: new Date(Date.now() + 86_400_000).toISOString() });
    await lab.call(team, 'POST', `/campaigns/${scheduled.id}/launch`, {});
    const draft = await campaign({ name: 'Another' });
    expect(await uses()).toHaveLength(2);
    expect((await lab.call(team, 'POST', `/campaigns/${scheduled.id}/cancel`, {})).status).toBe(200);
    expect(await uses()).toMatchObject([{ name: 'Another' }]);
    await lab.call(team, 'DELETE', `/campaigns/${draft.id}`);
    expect(await uses()).toEqual([]);
  });

  it('only of the own team', async () => {
    const other = await lab.team();
    const text = { name: 'Theirs', type: 'SMS', body: 'Hi', audience: { segmentId } };
    expect((await lab.call(other, 'POST', '/campaigns', text)).body.code).toBe('segment_not_found');
    const count = { audience: { segmentId } };
    expect((await lab.call(other, 'POST', '/campaigns/audience/count', count)).body.code).toBe(
      'segment_not_found',
    );
    expect(
      (await lab.call(team, 'POST', '/campaigns', { ...text, audience: { segmentId, filter: {} } })).status,
    ).toBe(400);
  });

  const workflow = async (entry?: object) => {
    const definition = {
      trigger: { type: 'MANUAL' },
      ...(entry && { entry }),
      ...{ reentry: { mode: 'never' }, exit: [], start: 'end', nodes: { end: { kind: 'END' } } },
    };
    const { body } = await lab.call(team, 'POST', '/workflows', { name: 'Nurture', definition });
    const published = await lab.call(team, 'POST', `/workflows/${body.id}/publish`, {
      running: 'finish',
      activate: true,
    });
    return { id: body.id as string, published };
  };

  it('by a workflow: as long as it is switched on', async () => {
    const { id, published } = await workflow({ not: inSegment(segmentId) });
    expect(published.status).toBe(201);
    expect(await uses()).toEqual([{ kind: 'workflow', id, name: 'Nurture' }]);
    expect((await remove()).body.code).toBe('segment_in_use');
    await lab.call(team, 'PATCH', `/workflows/${id}/toggle`, { active: false });
    expect((await remove()).status).toBe(204);
    expect((await lab.call(team, 'PATCH', `/workflows/${id}/toggle`, { active: true })).body.code).toBe(
      'segment_not_found',
    );
    const refused = (await workflow(inSegment(segmentId))).published;
    expect(refused.body.code).toBe('workflow_incomplete');
    expect(refused.body.errors ?? refused.body.problems).toContainEqual(
      expect.objectContaining({ code: 'unknown_segment' }),
    );
  });

  it('by a condition: who is in it, and nobody once it is gone', async () => {
    const fact = `lead.inSegment.${segmentId}`;
    const known = () =>
      lab.db.sql(team.scope, (tx) =>
        get(LeadFacts).load(tx, leadIds, [fact, 'lead.status', 'messages.openedOfLast.5']),
      );
    const facts = await known();
    expect(leadIds.map((id) => facts.get(id)?.[fact])).toEqual([true, true, false]);
    expect(evaluate(inSegment(segmentId), facts.get(leadIds[0]!)!, new Date())).toBe(true);
    await remove();
    expect((await known()).get(leadIds[0]!)).toEqual({
      'lead.status': 'NEW',
      'messages.openedOfLast.5': null,
    });
  });

  it('by an enrolment: as of the moment it was asked for, whatever becomes of it', async () => {
    const { id } = await workflow();
    const { status, body } = await lab.call(team, 'POST', `/workflows/${id}/enrol`, { segmentId });
    expect({ status, asked: body.asked }).toEqual({ status: 200, asked: null });
    await remove();
    await lab.db.sql(team.scope, (tx) => get(Enrolments).work(tx, body.enrolmentId));
    const runs = await lab.sql<{ lead_id: string }>(
      `SELECT lead_id FROM workflow_run WHERE workflow_id = $1`,
      [id],
    );
    expect(runs.map(({ lead_id }) => lead_id).sort()).toEqual(leadIds.slice(0, 2).sort());
    const both = await lab.call(team, 'POST', `/workflows/${id}/enrol`, { segmentId, leadIds });
    expect(both.status).toBe(400);
    expect((await lab.call(team, 'POST', `/workflows/${id}/enrol`, { segmentId })).body.code).toBe(
      'segment_not_found',
    );
  });
});
