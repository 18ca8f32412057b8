import { Injectable } from '@nestjs/common';
import { SendBook, SendOutlooks } from '@domain/messaging';
import { Clock } from '@platform/clock';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import type { Facts } from '@domain/conditions';
import type { Definition } from '../definition/definition.types';
import { LeadFacts } from '../engine/lead-facts.service';
import { WorkflowVersionsService } from '../workflow-versions.service';
import { DryRunRepository } from './dry-run.repository';
import { EXIT_OF, type Assumption, type DryRun, type DryRunRequest } from './dry-run.types';
import { entryVerdict } from './entry-verdict';
import { factsNeeded } from './facts-needed';
import { sampleFacts, sampleLeadId, withSampleLead } from './sample-lead';
import { simulate } from './simulate';
import type { LeadEvent } from './simulation.types';

const DAY = 86_400_000;
/** How far the virtual clock goes. */
const horizonDays = 800;

/** What a workflow would do for one lead. Nothing is written or sent: Postgres itself refuses to. */
@Injectable()
export class DryRuns {
  constructor(
    private readonly database: Database,
    private readonly versions: WorkflowVersionsService,
    private readonly reading: DryRunRepository,
    private readonly leadFacts: LeadFacts,
    private readonly outlooks: SendOutlooks,
    private readonly clock: Clock,
  ) {}

  /**
   * Step by step on a virtual clock, with the send gate's verdicts.
   * @throws DomainError not_found/workflow_not_found, workflow_version_not_found, lead_not_found; conflict/workflow_incomplete,
   *   workflow_not_published
   */
  async test(scope: TenantScope, id: string, request: DryRunRequest): Promise<DryRun> {
    const { leadId = null, version, startAt = this.clock.now(), event = {}, assume = [] } = request;
    return this.database.sql(scope, async (tx) => {
      await this.reading.onlyRead(tx);
      const definition = await this.versions.runnable(tx, id, version);
      const known =
        leadId === null ? await this.sample(tx, startAt) : await this.lead(tx, leadId, definition);
      const facts = { ...known, ...event };
      const verdict = entryVerdict(definition, facts, startAt);
      if (!verdict.enters) return { ...verdict, leadId, startAt, run: null };
      const outlook = await this.outlooks.of(tx, leadId === null ? [] : [leadId], startAt);
      const book = new SendBook(leadId === null ? withSampleLead(outlook) : outlook);
      const run = simulate({
        definition,
        leadId: leadId ?? sampleLeadId,
        seed: `${id}:${leadId ?? sampleLeadId}`,
        startAt,
        until: new Date(startAt.getTime() + horizonDays * DAY),
        facts,
        events: assumedEvents(assume, startAt),
        members: await this.reading.members(tx),
        forecast: (planned) => book.forecast(planned),
      });
      return { ...verdict, leadId, startAt, run };
    });
  }

  private async lead(tx: SqlTx, leadId: string, definition: Definition): Promise<Facts> {
    const facts = (await this.leadFacts.load(tx, [leadId], factsNeeded(definition))).get(leadId);
    if (!facts) throw notFound('lead');
    return facts;
  }

  private async sample(tx: SqlTx, now: Date): Promise<Facts> {
    const { name, timezone } = await this.reading.team(tx);
    return sampleFacts({ 'team.name': name, 'team.timezone': timezone }, now);
  }
}

function assumedEvents(assume: readonly Assumption[], startAt: Date): LeadEvent[] {
  return assume
    .map(({ type, afterMinutes, facts = {} }) => ({
      at: new Date(startAt.getTime() + afterMinutes * 60_000),
      trigger: type === 'LEAD_UNSUBSCRIBED' ? null : type,
      exit: EXIT_OF[type] ?? null,
      facts,
    }))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}
