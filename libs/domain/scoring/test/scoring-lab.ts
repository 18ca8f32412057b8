import type { INestApplicationContext, Type } from '@nestjs/common';
import { ScoringModule } from '@domain/scoring';
import { ScoringWorkerModule } from '@domain/scoring/worker';
import { newId } from '@platform/database';
import { Events } from '@platform/events';
import { messageClicked, messageOpened, MessageFact } from '@domain/messaging';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

export interface StoredScore {
  overall: number;
  engagement: number;
  behaviour: number;
  profile: number;
  band: string;
  shown: number;
}

/** The slice on a database of its own, with workers. */
export class ScoringLab {
  private constructor(readonly leads: LeadsLab) {}

  static async start({ workers = 1, http = [] as Type[] } = {}): Promise<ScoringLab> {
    const leads = await LeadsLab.start([ScoringModule, ...http]);
    await Promise.all(Array.from({ length: workers }, () => leads.startWorker([ScoringWorkerModule])));
    return new ScoringLab(leads);
  }

  startWorker(): Promise<INestApplicationContext> {
    return this.leads.startWorker([ScoringWorkerModule]);
  }

  get<T>(service: Type<T>): T {
    return this.leads.app.get(service, { strict: false });
  }

  async lead(team: TeamOfTest, input: object = {}): Promise<string> {
    const { body } = await this.leads.call(team, 'POST', '/leads', { name: 'Ana Lopez', ...input });
    return body.id as string;
  }

  /** Leads that no event tells of. */
  async silentLeads(team: TeamOfTest, count: number, columns = '', values = ''): Promise<string[]> {
    const rows = await this.leads.sql<{ id: string }>(
      `INSERT INTO lead (id, team_id, name, updated_at, created_at${columns})
       SELECT brickwork_uuid7(), $1, 'Lead ' || n, now(), now() - n * interval '1 millisecond'${values}
       FROM generate_series(1, $2) AS n RETURNING id`,
      [team.scope.teamId, count],
    );
    return rows.map(({ id }) => id);
  }

  publish(team: TeamOfTest, kind: 'opened' | 'clicked', leadIds: string[]): Promise<string[]> {
    const event = kind === 'opened' ? messageOpened : messageClicked;
    const facts = leadIds.map((leadId): MessageFact => ({
      messageId: newId(),
      leadId,
      sourceId: newId(),
      sourceKind: 'campaign',
      channel: 'EMAIL',
      at: new Date().toISOString(),
    }));
    return this.leads.db.sql(team.scope, (tx) => this.get(Events).publishMany(tx, event, facts));
  }

  async score(leadId: string): Promise<StoredScore | undefined> {
    const [row] = await this.leads.sql<StoredScore>(
      `SELECT s.overall, s.engagement, s.behaviour, s.profile, s.band, lead.score AS shown
       FROM lead_score s JOIN lead ON lead.id = s.lead_id WHERE s.lead_id = $1`,
      [leadId],
    );
    return row;
  }

  history(
    leadId: string,
  ): Promise<{ overall: number; band: string; cause: string; reasons: Record<string, number> }[]> {
    return this.leads.sql(
      'SELECT overall, band, cause, reasons FROM score_history WHERE lead_id = $1 ORDER BY at, id',
      [leadId],
    );
  }

  crossings(team: TeamOfTest): Promise<Record<string, unknown>[]> {
    return this.leads.events(team, 'lead.score_band_changed');
  }

  /** How many leads are marked and not yet rescored, and jobs that are not finished. */
  async open(team: TeamOfTest): Promise<number> {
    const [row] = await this.leads.sql<{ n: number }>(
      `SELECT ((SELECT count(*) FROM score_due WHERE team_id = $1)
        + (SELECT count(*) FROM domain_event WHERE team_id = $1 AND dispatched_at IS NULL)
        + (SELECT count(*) FROM job WHERE team_id = $1 AND name LIKE 'scoring.%' AND state IN ('scheduled', 'active', 'retrying')))::int AS n`,
      [team.scope.teamId],
    );
    return row!.n;
  }

  stop(): Promise<void> {
    return this.leads.stop();
  }
}
