import { randomUUID } from 'node:crypto';
import { exampleOf } from './openapi-walk';
import { bare, fill, inParallel } from './walker';
import { own, type World } from './world';

/** What strangers and another team find. */
export function otherTeams(world: () => World): void {
  it('says who may call it, and refuses strangers', () =>
    inParallel(
      world().operations.filter(({ access }) => access !== 'public'),
      async (operation) => {
        const { walker, a } = world();
        const { status } = await walker.ask(operation, fill(operation, own(a)), undefined, {});
        if (status !== 401)
          walker.problems.push(`${operation.method} ${operation.path} answered a stranger ${status}`);
      },
    ));

  it("answers another team's id exactly as one that never existed", () =>
    inParallel(
      world().operations.filter(({ pathParams, access }) => pathParams.length > 0 && access !== 'public'),
      async (operation) => {
        const { walker, a, b } = world();
        const body = operation.body && exampleOf(operation.body);
        const foreign = await walker.ask(operation, fill(operation, own(a)), b, body);
        const nowhere = await walker.ask(
          operation,
          fill(operation, () => randomUUID()),
          b,
          body,
        );
        const name = `${operation.method} ${operation.path}`;
        if (JSON.stringify(bare(foreign)) !== JSON.stringify(bare(nowhere)))
          walker.problems.push(
            `${name}: foreign ${foreign.status} ${foreign.text.slice(0, 150)}, random ${nowhere.status} ${nowhere.text.slice(0, 150)}`,
          );
        if (foreign.status < 400) walker.problems.push(`${name} accepted a foreign id: ${foreign.status}`);
      },
    ));

  it("refuses another team's ids in the body", async () => {
    const { walker, a, b, api } = world();
    const tour = { title: 'x', type: 'SHOWING', startAt: '2030-04-06T15:00:00Z' };
    const references: [string, string, object][] = [
      ['POST', `/api/leads/${b.ids.leads}/tags`, { tagIds: [a.ids.tags] }],
      ['PATCH', `/api/leads/${b.ids.leads}/assign`, { assignedToId: a.ids.users }],
      ['POST', '/api/leads/bulk/delete', { ids: [b.ids.leads, a.ids.leads] }],
      ['POST', '/api/leads/bulk/assign', { ids: [b.ids.leads, a.ids.leads], assignedToId: b.ids.users }],
      ['POST', '/api/leads/bulk/update', { ids: [b.ids.leads, a.ids.leads], changes: { status: 'WON' } }],
      ['POST', '/api/campaigns', { name: 'x', type: 'EMAIL', audience: { leadIds: [a.ids.leads] } }],
      ['POST', '/api/campaigns', { name: 'x', type: 'EMAIL', audience: { tagIds: [a.ids.tags] } }],
      ['POST', '/api/appointments', { ...tour, leadId: a.ids.leads }],
      ['POST', '/api/appointments', { ...tour, hostId: a.ids.users }],
      ['POST', '/api/appointments', { ...tour, attendees: [{ userId: a.ids.users }] }],
      ['PUT', `/api/appointments/${b.ids.appointments}`, { attendees: [{ leadId: a.ids.leads }] }],
      ['POST', '/api/scoring/back-test', { ruleSetId: a.ids.versions }],
      ['POST', '/api/activities', { type: 'NOTE_ADDED', title: 'x', leadId: a.ids.leads }],
    ];
    for (const [method, path, body] of references) {
      const { status, text } = await walker.call(method, path, { as: b, body });
      if (![400, 404].includes(status))
        walker.problems.push(`${method} ${path} ${JSON.stringify(body)} answered ${status} ${text}`);
    }
    const { rows } = await api.database.admin.query(`SELECT status FROM lead WHERE id = ANY($1)`, [
      [a.ids.leads, b.ids.leads],
    ]);
    expect(rows).toEqual([{ status: 'NEW' }, { status: 'NEW' }]);
  });
}
