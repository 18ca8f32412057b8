import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { ClaimedChunk } from './chunks.repository';
import type { ProviderCall } from './send-calls';
import type { SendableContent } from './send-content';
import { SendContents } from './send-contents.service';
import { SendEmail } from './send-email.service';
import { SendFactsRepository, type MessageFacts, type TeamSettings } from './send-facts.repository';
import { planSending, type SendPlan } from './send-plan';
import { SendSms } from './send-sms.service';
import { UnsubscribeLinks } from './unsubscribe-links';

/** What was read about a chunk in the transaction that hands it off. */
export interface ChunkFacts {
  settings: TeamSettings;
  content: SendableContent | { error: { code: string; detail: string } };
  messages: MessageFacts[];
}

export interface PlannedChunk {
  plan: SendPlan<unknown>;
  /** Of all that are ready. */
  calls: ProviderCall[];
}

/** From facts to calls, without a statement in between. */
@Injectable()
export class ChunkPlanner {
  constructor(
    private readonly facts: SendFactsRepository,
    private readonly contents: SendContents,
    private readonly email: SendEmail,
    private readonly sms: SendSms,
    private readonly links: UnsubscribeLinks,
  ) {}

  async read(tx: SqlTx, chunk: ClaimedChunk): Promise<ChunkFacts> {
    const settings = await this.facts.settings(tx);
    const answer = await this.contents.find(tx, chunk.contentId, chunk.purpose, settings);
    const fields = answer.ok ? answer.content.fields : [];
    const messages = await this.facts.read(tx, chunk, fields, settings.policy);
    if (answer.ok) return { settings, messages, content: answer.content };
    return { settings, messages, content: { error: { code: answer.code, detail: answer.detail } } };
  }

  plan(teamId: string, chunk: ClaimedChunk, { settings, content, messages }: ChunkFacts): PlannedChunk {
    if ('error' in content) {
      const broken = messages.map(({ id }) => ({ id, ...content.error }));
      return { plan: { ready: [], skipped: [], held: [], broken }, calls: [] };
    }
    const unsubscribeUrl = this.linksOf(teamId);
    const context = {
      chunk,
      settings,
      fields: content.fields,
      unsubscribeUrl,
    };
    if (content.channel === 'SMS') {
      const plan = planSending(messages, context, this.sms.renderer(content));
      return { plan, calls: this.sms.calls(teamId, settings, plan.ready) };
    }
    const plan = planSending(messages, context, this.email.renderer(content));
    return {
      plan,
      calls: this.email.calls({ teamId, chunk, content, settings, unsubscribeUrl }, plan.ready),
    };
  }

  /** A link stands in both parts and in a header: signing it once is enough. */
  private linksOf(teamId: string): (messageId: string) => string {
    const known = new Map<string, string>();
    return (messageId) => {
      let url = known.get(messageId);
      if (url === undefined) known.set(messageId, (url = this.links.urlFor(teamId, messageId)));
      return url;
    };
  }
}
