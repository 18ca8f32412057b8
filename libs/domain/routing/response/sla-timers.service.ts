import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { RoutingPeopleRepository } from '../people/people.repository';
import { RoutingSettingsRepository } from '../people/settings.repository';
import { RulesRepository } from '../rules/rules.repository';
import { ResponseRepository } from './response.repository';
import { SpeedToLead } from './speed-to-lead.service';

/** The timers of leads that change hands outside the rules. */
@Injectable()
export class SlaTimers {
  constructor(
    private readonly settings: RoutingSettingsRepository,
    private readonly people: RoutingPeopleRepository,
    private readonly rules: RulesRepository,
    private readonly responses: ResponseRepository,
    private readonly speed: SpeedToLead,
  ) {}

  /** Whoever has the lead now has the whole time for it, in hours of their own. Nothing is timed of a lead that came without a clock. */
  async restart(tx: SqlTx, leadId: string, userId: string): Promise<void> {
    const response = await this.responses.find(tx, leadId);
    if (!response || response.contactedAt) return;
    const { startedAt: arrivedAt, ruleId, minutes } = response;
    const settings = await this.settings.read(tx);
    const rule = ruleId ? await this.rules.find(tx, ruleId) : undefined;
    const [own] = await this.people.candidates(tx, { userIds: [userId], roles: [] }, settings);
    const hours = rule?.hours === 'ignore' ? null : (own?.hours ?? null);
    const now = await this.settings.now(tx);
    await this.speed.start(tx, { leadId, arrivedAt, userId, ruleId, minutes, hours, now });
  }
}
