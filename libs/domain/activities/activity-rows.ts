import type { Follower } from '@platform/row-moves';

/** The trail follows a lead that is merged; that it was merged stays with the one that is gone, should it come back. */
export const activityRows: Follower = {
  rows: [{ table: 'activity', column: 'lead_id', only: `type <> 'lead.merged_away'` }],
};
