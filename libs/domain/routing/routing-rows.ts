import type { Follower } from '@platform/row-moves';

/**
 * What follows a lead that is merged. A survivor that is on its own way to somebody stays on it: offers belong to one way, and those of the
 * other are void.
 */
export const routingRows: Follower = {
  rows: [
    { table: 'lead_offer', column: 'lead_id', onePer: [] },
    { table: 'lead_route', column: 'lead_id', key: 'lead_id', onePer: [] },
    { table: 'lead_response', column: 'lead_id', key: 'lead_id', onePer: [] },
    { table: 'routing_decision', column: 'lead_id' },
  ],
};
