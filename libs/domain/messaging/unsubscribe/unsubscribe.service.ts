import { Injectable } from '@nestjs/common';
import { Database, TenantScope } from '@platform/database';
import { OptOuts } from './opt-outs.service';
import { UnsubscribeLinks } from '../unsubscribe-links';
import { UnsubscribeRepository, type UnsubscribeSubject } from './unsubscribe.repository';

export interface UnsubscribeRequest {
  /** How it was asked for: by the mail client's button, or on our page. */
  source: 'one_click' | 'unsubscribe_page';
  /** The client's address and program, for the consent record. */
  ip: string;
  userAgent: string | null;
}

/** One link ends marketing mail: nobody has to sign in, confirm or wait (16 CFR 316.5, RFC 8058). */
@Injectable()
export class Unsubscribe {
  constructor(
    private readonly database: Database,
    private readonly links: UnsubscribeLinks,
    private readonly repository: UnsubscribeRepository,
    private readonly optOuts: OptOuts,
  ) {}

  /** Whom the link is for, changing nothing; null for a link that is not ours. */
  async look(token: string): Promise<UnsubscribeSubject | null> {
    const target = this.links.read(token);
    if (!target) return null;
    const scope = TenantScope.of(target.teamId);
    return (await this.database.sql(scope, (tx) => this.repository.subject(tx, target.messageId))) ?? null;
  }

  /** Unsubscribes at once. Any number of times is once; null for a link that is not ours. */
  async take(
    token: string,
    { source, ip, userAgent }: UnsubscribeRequest,
  ): Promise<UnsubscribeSubject | null> {
    const target = this.links.read(token);
    if (!target) return null;
    const { teamId, messageId } = target;
    return this.database.sql(TenantScope.of(teamId), async (tx) => {
      await this.repository.lock(tx, messageId);
      const subject = await this.repository.subject(tx, messageId);
      if (!subject?.address) return null;
      const { channel, address, leadId } = subject;
      if (!subject.done) {
        const evidence = { messageId, ip, userAgent };
        const how = { reason: 'unsubscribed', scope: 'marketing', source, evidence } as const;
        await this.optOuts.optOut(tx, { channel, address, leadId, messageId, ...how });
        await this.repository.mark(tx, messageId);
      }
      return { ...subject, done: true };
    });
  }
}
