import { Injectable } from '@nestjs/common';
import { LeadsService } from '@domain/leads';
import { sha256Hex } from '@platform/crypto';
import { CrossTeamScope, Database, newId, TenantScope, type SqlTx } from '@platform/database';
import { DomainError, invalidField, notFound } from '@platform/errors';
import type { Facts, FactValue } from '@domain/conditions';
import type { InboundWebhookTrigger } from '../definition/definition.types';
import { ownId } from '../actions/content-id';
import { EntryChecks } from '../engine/entry-checks.service';
import { workflowNotActive } from '../engine/run.errors';
import { RunEntries } from '../engine/run-entries.service';
import { VersionsRepository } from '../engine/versions.repository';
import { HooksRepository } from './hooks.repository';

export interface HookAnswer {
  leadId: string | null;
  /** Null: the lead did not meet a rule, or is in already. */
  runId: string | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const madeMeanwhile: ReadonlySet<string> = new Set(['lead_email_taken', 'lead_phone_taken']);
/** Properties of a body that become facts, and the longest text among them. */
const mostFacts = 50;
const longestFact = 2_000;

/** The secret URL by which somebody else's system brings in leads. */
@Injectable()
export class Hooks {
  constructor(
    private readonly database: Database,
    private readonly leads: LeadsService,
    private readonly repository: HooksRepository,
    private readonly versions: VersionsRepository,
    private readonly checks: EntryChecks,
    private readonly entries: RunEntries,
  ) {}

  /**
   * Somebody calls the URL. `requestId`: the caller's own id of the request; a repetition brings nobody in again.
   * @throws DomainError not_found/hook_not_found, conflict/workflow_not_active, invalid for a body that names no lead
   */
  async receive(token: string, sent: unknown, requestId?: string): Promise<HookAnswer> {
    const hook = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.find(tx, sha256Hex(token)),
    );
    if (!hook) throw notFound('hook');
    const body = objectOf(sent);
    try {
      return await this.admit(hook, body, requestId);
    } catch (error) {
      // Two calls about somebody unknown at the same moment: the other has made the lead, and now it is found.
      if (!(error instanceof DomainError && madeMeanwhile.has(error.code))) throw error;
      return this.admit(hook, body, requestId);
    }
  }

  private async admit(
    hook: { teamId: string; workflowId: string; isPrevious: boolean },
    body: Record<string, unknown>,
    requestId?: string,
  ): Promise<HookAnswer> {
    return this.database.sql(TenantScope.of(hook.teamId), async (tx) => {
      const published = await this.versions.published(tx, hook.workflowId);
      const trigger = published?.version?.definition.trigger;
      if (!published?.active || !published.version || trigger?.type !== 'INBOUND_WEBHOOK')
        throw workflowNotActive();
      const leadId = await this.leadOf(tx, trigger, body);
      await this.repository.used(tx, hook.workflowId, hook.isPrevious);
      if (!leadId) return { leadId: null, runId: null };
      const enteredBy = requestId ? ownId(`${hook.workflowId}:${requestId}`) : newId();
      const entrant = {
        version: published.version,
        ...{ leadId, enteredBy, causeId: enteredBy, depth: 1, chain: [], context: factsOf(body) },
        via: trigger.type,
      };
      const passing = await this.checks.passing(tx, [{ entrant, byTrigger: true }]);
      const [run] = await this.entries.admit(tx, passing);
      return { leadId, runId: run?.id ?? null };
    });
  }

  private async leadOf(
    tx: SqlTx,
    { match: { by, property }, create }: InboundWebhookTrigger,
    body: Record<string, unknown>,
  ): Promise<string | undefined> {
    const value = body[property];
    if (typeof value !== 'string' || value.trim() === '' || value.length > 300)
      throw invalidField(property.slice(0, 100), 'required', `The body needs "${property}", a text.`);
    if (by === 'leadId') return uuid.test(value) ? this.leads.existingId(tx, value.toLowerCase()) : undefined;
    const found = await this.leads.findByAddress(tx, by, value);
    if (found || !create) return found;
    const name = create.name ? body[create.name] : undefined;
    const input = { [by]: value, source: create.source, ...(typeof name === 'string' ? { name } : {}) };
    const lead = await this.leads.createIn(tx, input, { userId: null });
    return lead.id;
  }
}

function objectOf(sent: unknown): Record<string, unknown> {
  if (typeof sent === 'object' && sent !== null && !Array.isArray(sent))
    return sent as Record<string, unknown>;
  throw invalidField('body', 'not_an_object', 'The body must be a JSON object.');
}

/** Scalars of the body, as `event.data.<property>`. */
function factsOf(body: Record<string, unknown>): Facts {
  const entries = Object.entries(body)
    .filter(([name, value]) => /^[a-zA-Z0-9_-]{1,64}$/.test(name) && isScalar(value))
    .slice(0, mostFacts)
    .map(([name, value]) => [
      `event.data.${name}`,
      typeof value === 'string' ? value.slice(0, longestFact) : value,
    ]);
  return Object.fromEntries(entries as [string, FactValue][]);
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
