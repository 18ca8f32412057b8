import type { Follower } from '@platform/row-moves';

/** What follows a lead that is merged: its name in audiences that are not frozen yet. */
export const campaignRows: Follower = {
  rows: [
    {
      ...{ table: 'campaign', column: 'audience', inside: true },
      only: `status IN ('DRAFT', 'SCHEDULED') AND audience -> 'leadIds' IS NOT NULL`,
    },
  ],
};
