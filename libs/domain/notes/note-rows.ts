import type { Follower } from '@platform/row-moves';

/** What follows a lead that is merged. */
export const noteRows: Follower = { rows: [{ table: 'note', column: 'lead_id' }] };
