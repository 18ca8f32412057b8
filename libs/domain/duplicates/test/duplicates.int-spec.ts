import { tablesScanned } from '../../../../test/support/plans';
import { Comparison } from '../matching/comparison.service';
import { Scans } from '../matching/scans.service';
import { Followers, notFollowing } from '../merging/followers.service';
import { PairsRepository } from '../pairs.repository';
import { candidates } from './candidates';
import { DuplicatesScene } from './duplicates-scene';
import { merging } from './merging';

describe('duplicates', () => {
  let scene: DuplicatesScene;
  const theScene = () => scene;

  beforeAll(async () => {
    scene = await DuplicatesScene.start();
  });
  beforeEach(() => scene.begin());
  afterAll(() => scene.lab.stop());

  describe('candidates', () => candidates(theScene));
  describe('a merge', () => merging(theScene));

  describe('whatever names a lead', () => {
    const forgotten = async () => {
      const { all } = scene.lab.app.get(Followers, { strict: false });
      const named = all.flatMap(({ rows: moves, tables = [] }) => [
        ...moves.flatMap(({ table, column, beside }) => [`${table}.${column}`, `${table}.${beside}`]),
        ...tables.map((table) => `${table}.lead_id`),
      ]);
      const columns = (await scene.rows.tables('lead_id')).map((table) => `${table}.lead_id`);
      const apart = Object.keys(notFollowing).map((table) => `${table}.lead_id`);
      return columns.filter((column) => ![...named, ...apart].includes(column));
    };

    it('follows it when it is merged, or says why it does not', async () =>
      expect(await forgotten()).toEqual([]));

    it('is missed when a new table forgets to', async () => {
      await scene.lab.sql('CREATE TABLE visit (lead_id uuid)');
      expect(await forgotten()).toEqual(['visit.lead_id']);
      await scene.lab.sql('DROP TABLE visit');
    });
  });

  it('of leads that were there before are found by a scan, and no step of it grows with the team', async () => {
    await scene.lab.sql(
      `INSERT INTO lead (id, team_id, name, email, city, updated_at)
       SELECT gen_random_uuid(), $1, 'Ana ' || md5((n % 2990)::text), 'a' || n % 2995 || '+' || n || '@x.com', 'City ' || n % 2990 % 99, now()
       FROM generate_series(1, 3000) n`,
      [scene.team.scope.teamId],
    );
    await scene.lab.sql('ANALYZE lead');
    await scene.lab.app.get(Scans, { strict: false }).begin();
    const found = await scene.pairsWhen(15, '/leads/duplicates?limit=100');
    expect(found.filter(({ score }) => score >= 95)).toHaveLength(5);
    await scene.lab.sql('ANALYZE lead_match_key');
    const ids = found.flatMap(({ leads }) => leads.map(({ id }) => id));
    const [comparison, list] = [
      scene.lab.app.get(Comparison, { strict: false }),
      scene.lab.app.get(PairsRepository, { strict: false }),
    ];
    const client = await scene.lab.database.admin.connect();
    const scanned = await tablesScanned(client, scene.team.scope, async (tx) => {
      await comparison.writeKeys(tx, ids);
      await comparison.findPairs(tx, ids);
      await list.list(tx, { dismissed: false, limit: 20 });
      await list.list(tx, { dismissed: false, leadId: ids[0], limit: 20 });
    });
    client.release();
    expect(scanned.filter((table) => ['lead', 'lead_match_key'].includes(table))).toEqual([]);
  });
});
