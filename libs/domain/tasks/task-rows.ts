import type { Follower } from '@platform/row-moves';

/** What follows a lead that is merged. */
export const taskRows: Follower = { rows: [{ table: 'task', column: 'lead_id' }] };
