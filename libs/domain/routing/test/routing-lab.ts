import type { INestApplicationContext, Type } from '@nestjs/common';
import { AppointmentsHttpModule } from '@domain/appointments/http';
import { InboxHttpModule } from '@domain/inbox/http';
import { MessagingWorkerModule } from '@domain/messaging/worker';
import { NotificationsHttpModule } from '@domain/notifications/http';
import { NotificationsWorkerModule } from '@domain/notifications/worker';
import { Breaches, Routing, RoutingIntake } from '@domain/routing';
import { RoutingHttpModule } from '@domain/routing/http';
import { RoutingWorkerModule } from '@domain/routing/worker';
import { newId, type SqlTx, type TeamRole } from '@platform/database';
import { createSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox';
import { eventually } from '../../../../test/support/eventually';
import { LeadsLab, type Answer, type TeamOfTest } from '../../leads/test/leads-lab';

export const publicUrl = 'https://crm.example.com';

/** Routing behind the real edge, with a worker, and the sandbox for the providers. */
export class RoutingLab {
  private leads = 0;

  private constructor(
    readonly routes: LeadsLab,
    readonly sandbox: Sandbox,
    readonly worker: INestApplicationContext,
  ) {}

  static async start(): Promise<RoutingLab> {
    const sandbox = await createSandbox({ keepMessages: 1_000 });
    const routes = await LeadsLab.start(
      [RoutingHttpModule, InboxHttpModule, AppointmentsHttpModule, NotificationsHttpModule],
      { SENDGRID_BASE_URL: sandbox.url, TWILIO_BASE_URL: sandbox.url, PUBLIC_URL: publicUrl },
    );
    const modules = [MessagingWorkerModule, RoutingWorkerModule, NotificationsWorkerModule];
    return new RoutingLab(routes, sandbox, await routes.startWorker(modules));
  }

  async stop(): Promise<void> {
    await this.routes.stop();
    await this.sandbox.close();
  }

  team(): Promise<TeamOfTest> {
    return this.routes.team();
  }

  async member({ scope }: TeamOfTest, name: string, role: TeamRole = 'MEMBER'): Promise<string> {
    const userId = newId();
    await this.rows(
      `INSERT INTO app_user (id, email, password_hash, name, updated_at) VALUES ($1, $2, 'x', $3, now())`,
      [userId, mailOf(userId), name],
    );
    await this.rows(`INSERT INTO membership (team_id, user_id, role) VALUES ($1, $2, $3)`, [
      ...[scope.teamId, userId, role],
    ]);
    return userId;
  }

  call(...args: Parameters<LeadsLab['call']>): Promise<Answer> {
    return this.routes.call(...args);
  }

  /** The body of an answer that is as it should be. */
  async ok(...args: Parameters<LeadsLab['call']>): Promise<Answer['body']> {
    const { status, body, text } = await this.call(...args);
    if (status >= 300) throw new Error(`${args[1]} ${args[2]} answered ${status} ${text}`);
    return body;
  }

  rows<T = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> {
    return this.routes.sql<T>(text, values);
  }

  /** Arrives as from a website, and is routed when this answers, by the queue and all. */
  async arrives(team: TeamOfTest, more: object = {}): Promise<string> {
    const id = await this.create(team, more);
    await this.quiet(team);
    return id;
  }

  /** The same without waiting for the queue, which finds that it is done. */
  async lead(team: TeamOfTest, more: object = {}): Promise<string> {
    const leadId = await this.create(team, more);
    await this.inTeam(team, Routing, (tx, routing) => routing.advance(tx, { leadId, revision: 0 }));
    return leadId;
  }

  /** So many, of which all decisions are made at the same time. */
  async leadsAtOnce(team: TeamOfTest, count: number): Promise<string[]> {
    // Past the queue, which would take them one by one as they come.
    const made = await this.rows<{ id: string }>(
      `INSERT INTO lead (id, team_id, name, source, updated_at)
       SELECT brickwork_uuid7(), $1, 'Pat Lopez', 'zillow', now() FROM generate_series(1, $2) RETURNING id`,
      [team.scope.teamId, count],
    );
    const ids = made.map(({ id }) => id);
    const decide = (leadId: string) =>
      this.inTeam(team, Routing, (tx, routing) => routing.advance(tx, { leadId, revision: 0 }));
    await Promise.all(ids.map(decide));
    return ids;
  }

  private async create(team: TeamOfTest, more: object): Promise<string> {
    this.leads += 1;
    const lead = {
      name: `Pat Lopez ${this.leads}`,
      email: `pat${this.leads}@client.example`,
      source: 'zillow',
    };
    const { id } = await this.ok(team, 'POST', '/leads', { ...lead, ...more });
    return id;
  }

  /** Somebody's open leads, past all rules. */
  async load({ scope }: TeamOfTest, userId: string, count: number): Promise<void> {
    await this.rows(
      `INSERT INTO lead (id, team_id, name, assigned_to_id, updated_at)
       SELECT brickwork_uuid7(), $1, 'Old', $2, now() FROM generate_series(1, $3)`,
      [scope.teamId, userId, count],
    );
  }

  rule(team: TeamOfTest, more: object): Promise<Answer['body']> {
    const condition = { fact: 'lead.source', op: 'eq', value: 'zillow' };
    return this.ok(team, 'POST', '/routing/rules', {
      name: 'Zillow',
      strategy: 'round_robin',
      condition,
      ...more,
    });
  }

  /** Its page, as a manager sees it. */
  routing(team: TeamOfTest, leadId: string): Promise<Answer['body']> {
    return this.ok(team, 'GET', `/leads/${leadId}/routing`);
  }

  /** The time of a lead's timer has come: what was planned for it is done, by the queue and all. */
  async fires(team: TeamOfTest, name: string, leadId: string): Promise<void> {
    await this.rows(
      `UPDATE job SET due_at = now(), run = run + 1, enqueued_at = NULL
       WHERE team_id = $1 AND name = $2 AND payload->>'leadId' = $3 AND state = 'scheduled'`,
      [team.scope.teamId, name, leadId],
    );
    await this.quiet(team);
  }

  /** The same at once, as the last job that was planned says. */
  async due(team: TeamOfTest, name: 'advance' | 'breach', leadId: string): Promise<void> {
    const [job] = await this.rows<{ payload: { leadId: string; revision: number } }>(
      `SELECT payload FROM job WHERE team_id = $1 AND name = $2 AND payload->>'leadId' = $3 AND state = 'scheduled' AND due_at > now()
       ORDER BY (payload->>'revision')::int DESC LIMIT 1`,
      [team.scope.teamId, `routing.${name}`, leadId],
    );
    if (!job) throw new Error(`no ${name} is planned for the lead`);
    if (name === 'advance')
      await this.inTeam(team, Routing, (tx, routing) => routing.advance(tx, job.payload));
    else await this.inTeam(team, Breaches, (tx, breaches) => breaches.fire(tx, job.payload));
  }

  /** Routing hears at once of all that has happened in the team; it will hear of it again. */
  async hear(team: TeamOfTest): Promise<void> {
    const events = await this.rows<{ id: string }>(`SELECT id FROM domain_event WHERE team_id = $1`, [
      team.scope.teamId,
    ]);
    const ids = events.map(({ id }) => id);
    await this.inTeam(team, RoutingIntake, (tx, intake) => intake.take(tx, ids));
  }

  inTeam<S, T>({ scope }: TeamOfTest, type: Type<S>, work: (tx: SqlTx, it: S) => Promise<T>): Promise<T> {
    return this.routes.db.sql(scope, (tx) => work(tx, this.worker.get(type, { strict: false })));
  }

  notices(team: TeamOfTest, userId: string): Promise<{ type: string; title: string; body: string }[]> {
    return this.ok({ ...team, userId }, 'GET', '/notifications').then(({ data }) => data);
  }

  /** The link in the newest mail to a person. */
  mailedPath(userId: string): Promise<string> {
    return eventually(() => {
      const mails = this.sandbox.control.outbox(mailOf(userId)).emails;
      const path = /https:\/\/crm\.example\.com\/api(\/lead-offers\/[\w.-]+)/.exec(
        JSON.stringify(mails),
      )?.[1];
      if (!path) throw new Error('no mail with a link yet');
      return path;
    });
  }

  /** Nothing of the team is queued or running any more, but for what waits for a later time. */
  async quiet({ scope }: TeamOfTest): Promise<void> {
    await eventually(
      async () => {
        // One statement: an event becomes jobs between two.
        const [open] = await this.rows(
          `SELECT (SELECT count(*)::int FROM job WHERE team_id = $1
               AND (state = 'active' OR state IN ('scheduled', 'retrying') AND due_at <= now())) AS busy,
             (SELECT count(*)::int FROM domain_event WHERE team_id = $1 AND dispatched_at IS NULL) AS waiting`,
          [scope.teamId],
        );
        expect(open).toEqual({ busy: 0, waiting: 0 });
      },
      15_000,
      20,
    );
  }
}

export const mailOf = (userId: string): string => `${userId}@bell.example`;
