import { IsString, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class SourceDrainedPayload {
  @IsUUID() sourceId: string;
  /** campaign | test | system | … */
  @IsString() kind: string;
}

export class AccountRejectedPayload {
  @IsUUID() sourceId: string;
  @IsString() kind: string;
  /** EMAIL | SMS */
  @IsString() channel: string;
  /** The provider's code, e.g. 401 or credits_exceeded. */
  @IsString() code: string;
}

export class LayoutFailedPayload {
  @IsUUID() sourceId: string;
}

/** No message of the source is queued, held or in flight any more. Published once per layout. */
export const sourceDrained = defineEvent({
  name: 'messaging.source_drained',
  payload: SourceDrainedPayload,
});

/** The provider refuses the team's account; the source was paused and loses nothing. */
export const accountRejected = defineEvent({
  name: 'messaging.account_rejected',
  payload: AccountRejectedPayload,
});

/** The audience could not be laid out to its end, however often it was tried. A resume tries again. */
export const layoutFailed = defineEvent({
  name: 'messaging.layout_failed',
  payload: LayoutFailedPayload,
});
