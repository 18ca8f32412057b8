import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import { CrossTeamScope, Database, TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { appointmentEvents } from './appointments.events';
import { OutcomeWatchRepository } from './outcome-watch.repository';

/** How long after the end a host has to say how it went. */
const graceMinutes = 15;
const batch = 500;

/** Appointments that ended and nobody said how. Any number of workers may look at once. */
@Injectable()
export class OutcomeWatch {
  constructor(
    private readonly database: Database,
    private readonly repository: OutcomeWatchRepository,
    private readonly activities: Activities,
    private readonly events: Events,
  ) {}

  /**
   * Publishes `appointment.no_show` (suspected) once for each. The status stays as it is: only a person knows whether they came,
   * and says so by completing it or marking it as missed.
   */
  async watch(): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.teams(tx, graceMinutes),
    );
    for (const teamId of teams) while ((await this.suspect(TenantScope.of(teamId))) === batch);
  }

  private async suspect(scope: TenantScope): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const missed = await this.repository.suspect(tx, graceMinutes, batch);
      await this.activities.record(
        tx,
        missed.map(({ id, title, leadId }) => ({
          type: 'appointment.no_show_suspected',
          title: `Appointment ended without an outcome: ${title}`,
          leadId,
          subjectId: id,
        })),
      );
      await this.events.publishMany(
        tx,
        appointmentEvents.noShow,
        missed.map(({ id, leadId, hostId, type, startAt }) => ({
          appointmentId: id,
          ...(leadId ? { leadId } : {}),
          ...{ hostId, type, startAt: startAt.toISOString(), suspected: true },
        })),
      );
      return missed.length;
    });
  }
}
