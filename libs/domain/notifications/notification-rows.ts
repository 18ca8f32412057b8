import type { Follower } from '@platform/row-moves';

/** What follows a lead that is merged: what it links to is to be found. */
export const notificationRows: Follower = { rows: [{ table: 'notification', column: 'lead_id' }] };
