import { Injectable } from '@nestjs/common';
import { LeadsService } from '@domain/leads';
import { asWholeTeam, Database, TenantScope, type SqlTx } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { RoutingPeopleRepository } from '../people/people.repository';
import { SlaTimers } from '../response/sla-timers.service';
import { alreadyClaimed, notOffered, offerNotFound, offerOver } from '../routing.errors';
import { leadClaimed } from '../routing.events';
import { OfferLinks } from './offer-links';
import { OffersRepository } from './offers.repository';
import type { Offer, Route } from '../desk/route';
import { RoutesRepository } from '../desk/routes.repository';

/** What the page of a link shows. */
export interface OfferView {
  source: string;
  area: string | null;
  value: number | null;
  expiresAt: Date;
  state: 'open' | 'yours' | 'taken' | 'over';
}

/** First come, first served. */
@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly leads: LeadsService,
    private readonly links: OfferLinks,
    private readonly people: RoutingPeopleRepository,
    private readonly routes: RoutesRepository,
    private readonly offers: OffersRepository,
    private readonly timers: SlaTimers,
  ) {}

  /**
   * Takes a lead that was offered to the person, or that lies in the pool; taking it again changes nothing.
   * @throws DomainError not_found/lead_not_found · conflict/already_claimed, offer_over, not_offered
   */
  async claim(scope: TenantScope, leadId: string, userId: string): Promise<Route> {
    return this.database.sql(scope, async (tx) => {
      // Whoever has lost a lead does not see it any more, but knows of their offer.
      const known =
        (await this.offers.wasMade(tx, leadId, userId)) || (await this.leads.existingId(tx, leadId));
      if (!known) throw notFound('lead');
      return asWholeTeam(tx, (team) => this.take(team, leadId, userId));
    });
  }

  /** What a link is about, changing nothing; null for one that is not ours. */
  async look(token: string): Promise<OfferView | null> {
    return this.withOffer(token, async (tx, offer) => this.view(tx, offer));
  }

  /** Claims by the link. @throws DomainError as `claim`; not_found/lead_offer_not_found for a link that does not work */
  async claimByLink(token: string): Promise<Route> {
    const route = await this.withOffer(token, (tx, { leadId, userId }) => this.take(tx, leadId, userId));
    if (!route) throw offerNotFound();
    return route;
  }

  private async withOffer<T>(
    token: string,
    work: (tx: SqlTx, offer: Offer) => Promise<T>,
  ): Promise<T | null> {
    const target = this.links.read(token);
    if (!target) return null;
    return this.database.sql(TenantScope.of(target.teamId), async (tx) => {
      const [offer] = await this.offers.find(tx, [target.offerId]);
      // A link outlives its reader's place in the team, but is worth nothing then.
      if (!offer || !(await this.people.members(tx, [offer.userId])).has(offer.userId)) return null;
      return work(tx, offer);
    });
  }

  private async take(tx: SqlTx, leadId: string, userId: string): Promise<Route> {
    const route = await this.routes.claim(tx, leadId, userId);
    if (!route) return this.beaten(tx, leadId, userId);
    await this.leads.updateIn(
      tx,
      leadId,
      ({ assignedToId }) => {
        // Given away by hand a moment ago: what decides is whose it is.
        if (assignedToId !== null && assignedToId !== userId) throw alreadyClaimed();
        return { assignedToId: userId };
      },
      { userId },
      'Claimed',
    );
    await this.people.served(tx, userId);
    const { ruleId } = route;
    await this.routes.log(tx, [
      { leadId, kind: 'claimed', ruleId, userId, reason: 'Claimed, first of those who could.' },
    ]);
    await this.timers.restart(tx, leadId, userId);
    await this.events.publish(tx, leadClaimed, { leadId, userId });
    return route;
  }

  /** Why it is not to be had; the winner's repetition is no loss. */
  private async beaten(tx: SqlTx, leadId: string, userId: string): Promise<Route> {
    const route = await this.routes.find(tx, leadId);
    if (route?.state === 'assigned' && route.userId === userId) return route;
    if (route?.state === 'assigned' || route?.state === 'by_hand') throw alreadyClaimed();
    throw route && (await this.offers.wasMade(tx, leadId, userId)) ? offerOver() : notOffered();
  }

  private async view(tx: SqlTx, { leadId, userId, revision, expiresAt }: Offer): Promise<OfferView | null> {
    const route = await this.routes.find(tx, leadId);
    const teaser = await this.offers.teaser(tx, leadId);
    if (!route || !teaser) return null;
    const { source, city, state, value } = teaser;
    const area = [city, state].filter(Boolean).join(', ') || null;
    return { source, area, value, expiresAt, state: stateFor(route, userId, revision) };
  }
}

function stateFor(
  { state, userId: owner, revision }: Route,
  userId: string,
  offered: number,
): OfferView['state'] {
  if (state === 'pool' || (state === 'offered' && revision === offered)) return 'open';
  if (state === 'assigned' || state === 'by_hand') return owner === userId ? 'yours' : 'taken';
  return 'over';
}
