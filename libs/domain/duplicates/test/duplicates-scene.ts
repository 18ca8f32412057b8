import { DuplicatesHttpModule } from '@domain/duplicates/http';
import { DuplicatesWorkerModule } from '@domain/duplicates/worker';
import { eventually } from '../../../../test/support/eventually';
import { LeadsLab, type Answer, type TeamOfTest } from '../../leads/test/leads-lab';
import { MergeLab } from './merge-lab';

export interface Pair {
  id: string;
  score: number;
  reasons: string[];
  leads: { id: string }[];
}

/** A team of its own for each test, and what its people do about leads that are one. */
export class DuplicatesScene {
  team: TeamOfTest;
  rows: MergeLab;

  private constructor(readonly lab: LeadsLab) {}

  static async start(): Promise<DuplicatesScene> {
    const lab = await LeadsLab.start([DuplicatesHttpModule]);
    await lab.startWorker([DuplicatesWorkerModule]);
    return new DuplicatesScene(lab);
  }

  async begin(): Promise<void> {
    this.team = await this.lab.team();
    this.rows = new MergeLab(this.lab, this.team);
  }

  async lead(given: object): Promise<string> {
    const { status, body } = await this.lab.call(this.team, 'POST', '/leads', { name: 'Ana Bell', ...given });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  }

  async pairs(
    path = '/leads/duplicates',
    caller = this.team,
    role: 'OWNER' | 'VIEWER' = 'OWNER',
  ): Promise<Pair[]> {
    return (await this.lab.call(caller, 'GET', path, undefined, role)).body.data as Pair[];
  }

  pairsWhen(count: number, path?: string): Promise<Pair[]> {
    return eventually(async () => {
      const found = await this.pairs(path);
      expect(found).toHaveLength(count);
      return found;
    });
  }

  merge(into: string, from: string, fields?: object, role?: 'VIEWER' | 'OWNER'): Promise<Answer> {
    const body = { from, ...(fields ? { fields } : {}) };
    return this.lab.call(this.team, 'POST', `/leads/${into}/merge`, body, role);
  }

  undo(id: string): Promise<Answer> {
    return this.lab.call(this.team, 'POST', `/lead-merges/${id}/undo`);
  }

  get(id: string): Promise<Answer> {
    return this.lab.call(this.team, 'GET', `/leads/${id}`);
  }
}
