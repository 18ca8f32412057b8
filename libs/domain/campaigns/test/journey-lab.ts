import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CampaignsWorkerModule } from '@domain/campaigns/worker';
import { MessagingHttpModule } from '@domain/messaging/http';
import { MessagingWorkerModule } from '@domain/messaging/worker';
import { ClockModule } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { DatabaseModule } from '@platform/database';
import { EventsModule } from '@platform/events';
import { JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import { createSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox';
import { eventually } from '../../../../test/support/eventually';
import { CampaignsLab, type AnswerBody, type LeadOfTest, type TeamOfTest } from './campaigns-lab';

const publicUrl = 'https://crm.example.com';
const allDay = { from: '00:00', to: '24:00' };

/** Campaigns from the request to the mailbox and back: routes, a worker, and the sandbox with its signed webhooks. */
export class JourneyLab {
  private constructor(
    readonly lab: CampaignsLab,
    readonly sandbox: Sandbox,
    private readonly worker: INestApplicationContext,
  ) {}

  static async start(): Promise<JourneyLab> {
    const sandbox = await createSandbox({ keepMessages: 5_000 });
    const lab = await CampaignsLab.start({
      modules: [MessagingHttpModule],
      env: {
        SENDGRID_BASE_URL: sandbox.url,
        TWILIO_BASE_URL: sandbox.url,
        SENDGRID_WEBHOOK_PUBLIC_KEY: sandbox.control.sendgridPublicKey,
        PUBLIC_URL: publicUrl,
      },
    });
    await lab.app.listen(0, '127.0.0.1');
    sandbox.control.configure({
      targetUrl: await lab.app.getUrl(),
      publicUrl,
      // Whom a mail does not reach is said by the address, not by chance.
      sendgrid: { mix: { dropped: 0, bounce: 0, blocked: 0, unsubscribe: 0, spamreport: 0 } },
      twilio: { mix: { undelivered: 0, failed: 0 } },
    });
    return new JourneyLab(lab, sandbox, await startWorker(lab.env));
  }

  async stop(): Promise<void> {
    await this.worker.close();
    await this.sandbox.close();
    await this.lab.stop();
  }

  /** A team that may text at any hour. */
  async team(leads: LeadOfTest[]): Promise<TeamOfTest> {
    const team = await this.lab.team(leads);
    const sendWindow = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, allDay]));
    await this.lab.rows('UPDATE team SET messaging_policy = $2 WHERE id = $1', [
      team.scope.teamId,
      { sendWindow },
    ]);
    return team;
  }

  async create(team: TeamOfTest, campaign: object): Promise<string> {
    const { status, body } = await this.lab.call(team, 'POST', '', { audience: { filter: {} }, ...campaign });
    if (status !== 201) throw new Error(`the campaign was refused: ${JSON.stringify(body)}`);
    return body.id;
  }

  async post(team: TeamOfTest, id: string, verb: string): Promise<AnswerBody> {
    return (await this.lab.call(team, 'POST', `/${id}/${verb}`)).body;
  }

  async campaign(team: TeamOfTest, id: string): Promise<AnswerBody> {
    return (await this.lab.call(team, 'GET', `/${id}`)).body;
  }

  async stats(team: TeamOfTest, id: string): Promise<Record<string, number>> {
    return (await this.lab.call(team, 'GET', `/${id}/stats`)).body as unknown as Record<string, number>;
  }

  until(team: TeamOfTest, id: string, status: string, withinMs = 30_000): Promise<AnswerBody> {
    return eventually(async () => {
      const campaign = await this.campaign(team, id);
      if (campaign.status === status) return campaign;
      const stats = await this.stats(team, id);
      throw new Error(`${campaign.status} instead of ${status}: ${JSON.stringify(stats)}`);
    }, withinMs);
  }

  untilStats(team: TeamOfTest, id: string, holds: (stats: Record<string, number>) => boolean) {
    return eventually(async () => {
      const stats = await this.stats(team, id);
      if (holds(stats)) return stats;
      throw new Error(JSON.stringify(stats));
    }, 30_000);
  }

  /** The sandbox's own word: how often it accepted each address whose form is `like`. */
  accepted(like: RegExp): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { address } of this.sandbox.control.record.page({ limit: 1_000_000 }).data) {
      if (like.test(address)) counts.set(address, (counts.get(address) ?? 0) + 1);
    }
    return counts;
  }
}

async function startWorker(env: Env): Promise<INestApplicationContext> {
  @Global()
  @Module({ providers: [{ provide: Env, useValue: env }], exports: [Env] })
  class LabEnvModule {}
  @Module({
    imports: [
      ...[
        LabEnvModule,
        ClockModule,
        CryptoModule,
        DatabaseModule,
        JobsModule,
        EventsModule,
        JobsWorkerModule,
      ],
      ...[MessagingWorkerModule, CampaignsWorkerModule],
    ],
  })
  class LabWorkerModule {}
  return NestFactory.createApplicationContext(LabWorkerModule, {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
}
