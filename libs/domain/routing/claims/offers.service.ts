import { Injectable } from '@nestjs/common';
import { teamOf, type SqlTx } from '@platform/database';
import { OfferLinks } from './offer-links';
import { OffersRepository } from './offers.repository';

/** An offer as it is told to the person who has it. The link is theirs alone. */
export interface OfferToTell {
  id: string;
  userId: string;
  expiresAt: Date;
  url: string;
  /** From where, where, and how dear: nobody's name. */
  about: string;
}

/** Offers for whoever tells people of them. */
@Injectable()
export class Offers {
  constructor(
    private readonly links: OfferLinks,
    private readonly offers: OffersRepository,
  ) {}

  /** Those that still stand. */
  async toTell(tx: SqlTx, leadId: string, offerIds: readonly string[]): Promise<OfferToTell[]> {
    const lead = await this.offers.teaser(tx, leadId);
    if (!lead) return [];
    const { source, city, state, value } = lead;
    const price = value === null ? null : value.toLocaleString('en-US', { maximumFractionDigits: 0 });
    const about = [source, [city, state].filter(Boolean).join(', '), price].filter(Boolean).join(' · ');
    const open = await this.offers.open(tx, offerIds);
    return open.map(({ id, userId, expiresAt }) => {
      return { id, userId, expiresAt, url: this.links.urlFor(teamOf(tx), id), about };
    });
  }
}
