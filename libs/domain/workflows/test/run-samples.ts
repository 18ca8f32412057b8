import { messageReplied } from '@domain/messaging';
import { newId, type TenantScope } from '@platform/database';
import type { Definition } from '../definition/definition.types';
import { definition, type RunsLab } from './runs-lab';

/** Texts, waits a day, texts again. */
export function twoTexts(part: Partial<Definition> = {}): Definition {
  return definition({
    start: 'first',
    nodes: {
      first: { kind: 'SEND_SMS', body: 'One', next: 'wait' },
      wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'second' },
      second: { kind: 'SEND_SMS', body: 'Two', next: 'end' },
      end: { kind: 'END' },
    },
    ...part,
  });
}

/** Tells that the lead has just answered. */
export function reply(lab: RunsLab, scope: TenantScope, leadId: string, channel = 'SMS') {
  return lab.tell(scope, messageReplied, {
    messageId: newId(),
    leadId,
    sourceId: newId(),
    sourceKind: 'workflow',
    channel,
    at: new Date().toISOString(),
    inboundId: newId(),
  });
}
