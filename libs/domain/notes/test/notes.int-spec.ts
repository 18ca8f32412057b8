import { NotesHttpModule } from '@domain/notes/http';
import { newId } from '@platform/database';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

describe('notes', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let colleague: string;
  let leadId: string;

  beforeAll(async () => {
    lab = await LeadsLab.start([NotesHttpModule]);
  });
  beforeEach(async () => {
    team = await lab.team();
    colleague = await lab.member(team.scope.teamId);
    leadId = (await lab.call(team, 'POST', '/leads', { name: 'Ana' })).body.id;
  });
  afterAll(() => lab.stop());

  const add = (content: string) => lab.call(team, 'POST', `/leads/${leadId}/notes`, { content });
  const mention = (id: string) => `@[Jo Bell](${id})`;

  it('are added, changed and deleted, and the trail keeps what they said', async () => {
    const { status, body } = await add('Wants a garden.');
    expect(status).toBe(201);
    expect(body).toEqual({
      ...{ id: expect.any(String), leadId, content: 'Wants a garden.', authorId: team.userId, mentions: [] },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
    });
    const changed = await lab.call(team, 'PUT', `/notes/${body.id}`, { content: 'Wants a pool.' });
    expect(changed.body).toMatchObject({ content: 'Wants a pool.', createdAt: body.createdAt });
    await lab.call(team, 'PUT', `/notes/${body.id}`, { content: 'Wants a pool.' });
    expect((await lab.call(team, 'GET', `/notes/${body.id}`)).body).toEqual(changed.body);
    expect((await lab.call(team, 'DELETE', `/notes/${body.id}`)).status).toBe(204);
    expect((await lab.call(team, 'GET', `/notes/${body.id}`)).body.code).toBe('note_not_found');
    const { data } = (await lab.call(team, 'GET', `/activities?subjectId=${body.id}`)).body;
    expect(data).toMatchObject([
      {
        type: 'note.deleted',
        leadId,
        userId: team.userId,
        changes: { content: { from: 'Wants a pool.', to: null } },
      },
      { type: 'note.updated', changes: { content: { from: 'Wants a garden.', to: 'Wants a pool.' } } },
      { type: 'note.added', changes: { content: { from: null, to: 'Wants a garden.' } } },
    ]);
  });

  it('come newest first, in pages that neither repeat nor leave out', async () => {
    for (const n of [1, 2, 3, 4, 5]) await add(`${n}`);
    await lab.sql(`UPDATE note SET created_at = '2026-01-01' WHERE lead_id = $1 AND content < '4'`, [leadId]);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await lab.call(team, 'GET', `/leads/${leadId}/notes?limit=2${cursor}`);
      seen.push(...body.data.map(({ content }: { content: string }) => content));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(['5', '4', '3', '2', '1']);
  });

  it('tell members who are mentioned, each once, and not the author', async () => {
    const { body } = await add(`${mention(colleague)} ${mention(team.userId)} ${mention(colleague)}`);
    expect(body.mentions).toEqual([colleague, team.userId]);
    const told = () => lab.events(team, 'note.member_mentioned');
    expect(await told()).toEqual([{ noteId: body.id, leadId, userId: team.userId, mentionedId: colleague }]);
    const third = await lab.member(team.scope.teamId);
    await lab.call(team, 'PUT', `/notes/${body.id}`, { content: `${mention(colleague)} ${mention(third)}` });
    expect((await told()).map(({ mentionedId }) => mentionedId)).toEqual([colleague, third]);
  });

  it('are refused when they say nothing, or mention strangers or too many', async () => {
    const stranger = await lab.team();
    const members = await Promise.all(Array.from({ length: 21 }, () => lab.member(team.scope.teamId)));
    for (const [content, code] of [
      [' \n', 'required'],
      [mention(stranger.userId), 'mention_unknown'],
      [mention(newId()), 'mention_unknown'],
      [members.map(mention).join(' '), 'too_many_mentions'],
    ] as const) {
      const { status, body } = await add(content);
      expect([status, body.errors]).toEqual([400, [expect.objectContaining({ field: 'content', code })]]);
    }
    expect((await add('x'.repeat(10_001))).status).toBe(400);
    const extra = await lab.call(team, 'POST', `/leads/${leadId}/notes`, {
      content: 'x',
      authorId: colleague,
    });
    expect(extra.body.code).toBe('validation_failed');
  });

  it('are changed by their author, or by who may change everybody’s', async () => {
    const { id } = (await add('Mine.')).body;
    const other = { ...team, userId: colleague };
    for (const method of ['PUT', 'DELETE'] as const) {
      const body = method === 'PUT' ? { content: 'Theirs.' } : undefined;
      const refused = await lab.call(other, method, `/notes/${id}`, body, 'MEMBER');
      expect([refused.status, refused.body.code]).toEqual([403, 'note_not_yours']);
    }
    expect((await lab.call(team, 'PUT', `/notes/${id}`, { content: 'Still mine.' }, 'MEMBER')).status).toBe(
      200,
    );
    expect((await lab.call(other, 'DELETE', `/notes/${id}`, undefined, 'MANAGER')).status).toBe(204);
  });

  it('are the team’s own, and go with their lead', async () => {
    const { id } = (await add('Ours.')).body;
    const stranger = await lab.team();
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { content: 'x' }],
      ['DELETE', undefined],
    ] as const)
      expect((await lab.call(stranger, method, `/notes/${id}`, body)).body.code).toBe('note_not_found');
    for (const [method, body] of [
      ['GET', undefined],
      ['POST', { content: 'x' }],
    ] as const)
      expect((await lab.call(stranger, method, `/leads/${leadId}/notes`, body)).body.code).toBe(
        'lead_not_found',
      );
    await lab.call(team, 'DELETE', `/leads/${leadId}`);
    expect((await lab.call(team, 'GET', `/notes/${id}`)).status).toBe(404);
  });
});
