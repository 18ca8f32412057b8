import type { LibraryEntry } from './library.types';
import { newBuyerNurture } from './new-buyer-nurture';
import { noReplyRevival } from './no-reply-revival';
import { openHouseFollowUp } from './open-house-follow-up';
import { pastClientAnniversary } from './past-client-anniversary';
import { speedToLead } from './speed-to-lead';

export type { LibraryEntry } from './library.types';

export const LIBRARY: readonly LibraryEntry[] = [
  speedToLead,
  newBuyerNurture,
  openHouseFollowUp,
  pastClientAnniversary,
  noReplyRevival,
];

export const libraryEntry = (key: string): LibraryEntry | undefined =>
  LIBRARY.find((entry) => entry.key === key);
