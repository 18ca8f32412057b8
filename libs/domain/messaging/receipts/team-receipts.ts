import { createHash } from 'node:crypto';
import type { InboundPost } from '../inbound/inbound-post';
import type { NewReceipt } from './receipt';

/**
 * A receipt whose post was signed with the key of teams' own accounts, not with the installation's. Who holds such a key can say
 * anything in it, so it counts for those teams alone: a report must name one of them, what a person wrote reaches only them, and its
 * event ids are apart from everybody else's, which it could otherwise use up.
 */
export function ofTeams(receipt: NewReceipt, teams: string[]): NewReceipt {
  const eventId = createHash('sha256')
    .update(JSON.stringify([teams.toSorted(), receipt.eventId]))
    .digest('hex');
  if (receipt.kind === 'inbound') {
    return { ...receipt, eventId, detail: { ...receipt.detail, teams } satisfies Partial<InboundPost> };
  }
  const named = receipt.teamId !== null && teams.includes(receipt.teamId);
  return named ? { ...receipt, eventId } : { ...receipt, eventId, teamId: null, messageId: null };
}
