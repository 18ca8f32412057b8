import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Routing } from '../desk/routing.service';
import { RoutesRepository } from '../desk/routes.repository';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { slaBreached } from '../routing.events';
import type { BreachPayload } from '../routing.jobs';
import { RulesRepository } from '../rules/rules.repository';
import { ResponseRepository } from './response.repository';

/** The end of the time that somebody had to be in contact with a lead. */
@Injectable()
export class Breaches {
  constructor(
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly settings: RoutingSettingsRepository,
    private readonly rules: RulesRepository,
    private readonly routes: RoutesRepository,
    private readonly routing: Routing,
    private readonly responses: ResponseRepository,
  ) {}

  /** Nothing when there was a contact, or when the timer is not the lead's last one. */
  async fire(tx: SqlTx, { leadId, revision }: Pick<BreachPayload, 'leadId' | 'revision'>): Promise<void> {
    await this.settings.hold(tx);
    const route = await this.routes.lock(tx, leadId);
    const response = await this.responses.lock(tx, leadId);
    if (!response || response.revision !== revision || response.contactedAt || response.minutes === null)
      return;
    // What nobody has told of yet counts as well: this is the last look.
    if ((await this.responses.settle(tx, [leadId])).length > 0) return;
    const { userId, ruleId, minutes } = response;
    await this.responses.breached(tx, leadId);
    const reason = `No contact within ${minutes} min${userId ? '' : ', and nobody has the lead'}.`;
    await this.routes.log(tx, [{ leadId, kind: 'breached', ruleId, userId, reason }]);
    await this.activities.record(tx, [
      { type: 'lead.sla_breached', title: `No contact within ${minutes} min`, leadId, userId: null },
    ]);
    const owner = userId ? { toUserId: userId } : {};
    await this.events.publish(tx, slaBreached, { leadId, ...owner, ...(ruleId ? { ruleId } : {}), minutes });
    const rule = ruleId ? await this.rules.find(tx, ruleId) : undefined;
    if (rule?.slaReassign && route?.state === 'assigned' && route.userId === userId)
      await this.routing.passOn(tx, route, response.startedAt);
  }
}
