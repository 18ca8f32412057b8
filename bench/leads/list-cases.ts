import type pg from 'pg';

export interface ListCase {
  name: string;
  /** As a frontend asks. */
  query: string;
  /** The same for the service, whose statement is recorded. */
  filter: object;
  options: object;
  /** Take the second page. */
  cursor?: true;
}

export function listCases(tagId: string): ListCase[] {
  return [
    { name: 'all', query: '', filter: {}, options: {} },
    { name: 'second page', query: '', filter: {}, options: {}, cursor: true },
    { name: 'status', query: '&status=QUALIFIED', filter: { status: ['QUALIFIED'] }, options: {} },
    {
      name: 'statuses and score',
      query: '&status=NEW,CONTACTED&minScore=80',
      filter: { status: ['NEW', 'CONTACTED'], minScore: 80 },
      options: {},
    },
    {
      name: 'source by score',
      query: '&source=Referral&sort=score&direction=desc',
      filter: { source: 'Referral' },
      options: { sort: 'score', direction: 'desc' },
    },
    {
      name: 'unassigned in a stage by name',
      query: '&assignee=unassigned&stage=viewing&sort=name&direction=asc',
      filter: { assignee: 'unassigned', stage: 'viewing' },
      options: { sort: 'name', direction: 'asc' },
    },
    { name: 'tag', query: `&tagIds=${tagId}`, filter: { tagIds: [tagId] }, options: {} },
    {
      name: 'search a name',
      query: '&search=grace%20northwood',
      filter: { search: 'grace northwood' },
      options: {},
    },
    { name: 'search a first name', query: '&search=grace', filter: { search: 'grace' }, options: {} },
    {
      name: 'search an email',
      query: '&search=grace.northwood.',
      filter: { search: 'grace.northwood.' },
      options: {},
    },
    {
      name: 'updated',
      query: '&state=TX&sort=updatedAt',
      filter: { state: 'TX' },
      options: { sort: 'updatedAt' },
    },
  ];
}

/** Gives every hundredth lead of the team a tag; answers the tag's id. */
export async function tagSome(client: pg.Client, teamId: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO tag (id, team_id, name) VALUES (brickwork_uuid7(), $1, 'hot') RETURNING id`,
    [teamId],
  );
  const tagId = rows[0]!.id;
  await client.query(
    `INSERT INTO lead_tag (team_id, lead_id, tag_id)
     SELECT team_id, id, $2 FROM lead WHERE team_id = $1 AND email LIKE '%00@bench.example'`,
    [teamId, tagId],
  );
  await client.query('VACUUM ANALYZE lead_tag');
  return tagId;
}
