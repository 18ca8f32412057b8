import type { Follower } from '@platform/row-moves';

/** What of this slice follows a lead that is merged. */
export const leadRows: Follower = {
  rows: [
    { table: 'lead_tag', column: 'lead_id', key: 'tag_id', onePer: ['tag_id'] },
    { table: 'lead_address', column: 'lead_id' },
    { table: 'consent_record', column: 'lead_id' },
  ],
};
