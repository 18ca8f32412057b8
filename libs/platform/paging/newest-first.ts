/** A piece of a list that begins with the latest, for lists that are merged from several. Instants are UTC. */
export interface NewestFirst {
  /** Rows behind this place: earlier ones, and of the same instant those with a smaller id. */
  before?: { at: Date; id: string };
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
  limit: number;
}
