import { IsIn, IsISO8601, IsOptional, IsString, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class MessageFact {
  @IsUUID() messageId: string;
  @IsOptional() @IsUUID() leadId: string | null;
  @IsUUID() sourceId: string;
  /** campaign | test | system | … */
  @IsString() sourceKind: string;
  @IsIn(['EMAIL', 'SMS']) channel: string;
  /** When it happened by the provider's clock, UTC. */
  @IsISO8601() at: string;
}

export class MessageReply extends MessageFact {
  @IsUUID() inboundId: string;
}

export class MessageArrival {
  @IsUUID() inboundId: string;
  /** Left out while nobody knows who writes. */
  @IsOptional() @IsUUID() leadId?: string;
  @IsIn(['EMAIL', 'SMS']) channel: string;
}

/** Published for everything that comes in, whatever it says and whoever sent it. */
export const messageArrived = defineEvent({ name: 'message.arrived', payload: MessageArrival });
/** Published once per message: the first bounce, the first open by a person, the first click. */
export const messageBounced = defineEvent({ name: 'message.bounced', payload: MessageFact });
export const messageOpened = defineEvent({ name: 'message.opened', payload: MessageFact });
export const messageClicked = defineEvent({ name: 'message.clicked', payload: MessageFact });
/** Published for a reply that is an opt-out; what it ended is ended by then. */
export const messageOptedOut = defineEvent({ name: 'message.opted_out', payload: MessageReply });
/** Published for every reply that is neither an opt-out nor a keyword. */
export const messageReplied = defineEvent({ name: 'message.replied', payload: MessageReply });
