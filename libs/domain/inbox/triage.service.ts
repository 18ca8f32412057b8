import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { LeadsService, type LeadInput } from '@domain/leads';
import { InboundMessages } from '@domain/messaging';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { EntriesRepository } from './entries.repository';
import { alreadyALead, threadNotFound } from './inbox.errors';
import { threadChanged } from './inbox.events';
import type { Thread } from './thread';
import { ThreadsRepository } from './threads.repository';
import { changeOf } from './threads.service';
import { leadFromSender } from './unknown-sender';

/** People who wrote and are no lead: somebody says who they are. */
@Injectable()
export class Triage {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly leads: LeadsService,
    private readonly inbound: InboundMessages,
    private readonly threads: ThreadsRepository,
    private readonly entries: EntriesRepository,
  ) {}

  /**
   * Makes a lead of them; what is not given is taken from what they wrote with.
   * @throws DomainError not_found/thread_not_found, conflict/thread_has_lead, and as a new lead does
   */
  async makeLead(scope: TenantScope, id: string, given: LeadInput, by: Author): Promise<Thread> {
    return this.decide(scope, id, by, async (tx, { channel, address, senderName }) => {
      const sender = leadFromSender({ channel, fromAddress: address, senderName });
      const lead = await this.leads.createIn(tx, { ...sender, ...given }, by);
      return this.give(tx, id, lead.id);
    });
  }

  /**
   * They are this lead, writing from another address: what they write from there goes to the lead from now on.
   * @throws DomainError not_found/thread_not_found, not_found/lead_not_found, conflict/thread_has_lead
   */
  async attach(scope: TenantScope, id: string, leadId: string, by: Author): Promise<Thread> {
    return this.decide(scope, id, by, async (tx, { address }) => {
      if (!(await this.leads.existingId(tx, leadId))) throw notFound('lead');
      await this.activities.record(tx, [
        {
          ...{ type: 'thread.attached', leadId, subjectId: id, userId: by.userId },
          title: `Messages from ${address} are this lead’s`,
        },
      ]);
      return this.give(tx, id, leadId);
    });
  }

  /** Out of the list until they write again. @throws DomainError not_found/thread_not_found, conflict/thread_has_lead */
  async dismiss(scope: TenantScope, id: string, by: Author): Promise<Thread> {
    return this.decide(scope, id, by, async (tx) => {
      await this.entries.markRead(tx, id);
      await this.entries.recount(tx, id);
      await this.threads.dismiss(tx, id);
      return id;
    });
  }

  /** Answers the thread in which it all is now. */
  private async decide(
    scope: TenantScope,
    id: string,
    by: Author,
    act: (tx: SqlTx, thread: Thread) => Promise<string>,
  ): Promise<Thread> {
    return this.database.sql(scope, async (tx) => {
      const found = (await this.threads.lock(tx, id)) && (await this.threads.find(tx, id));
      if (!found) throw threadNotFound();
      if (found.leadId) throw alreadyALead();
      const after = await this.threads.find(tx, await act(tx, found));
      if (!after) throw threadNotFound();
      await this.events.publish(tx, threadChanged, changeOf(after, 'triaged', by));
      return after;
    });
  }

  /** Into the lead's own thread when there is one. */
  private async give(tx: SqlTx, id: string, leadId: string): Promise<string> {
    const thread = (await this.threads.find(tx, id))!;
    await this.inbound.attach(tx, thread.channel, thread.address, leadId);
    const own = await this.threads.idOf(tx, { channel: thread.channel, leadId, address: '' });
    if (!own) {
      await this.threads.giveToLead(tx, id, leadId);
      return id;
    }
    await this.threads.lock(tx, own);
    await this.entries.move(tx, id, own);
    await this.threads.delete(tx, id);
    await this.entries.recount(tx, own);
    const { lastDirection: direction, lastMessageAt: at, subject, excerpt, address } = thread;
    await this.threads.showLatest(tx, own, {
      ...{ direction, at, subject, excerpt, address, senderName: null, wakes: true },
    });
    return own;
  }
}
