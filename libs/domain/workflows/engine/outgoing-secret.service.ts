import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import { OutgoingWebhooks } from '@integrations/webhooks';
import { Database, type SqlTx, type TenantScope, teamOf } from '@platform/database';
import { SigningRepository, type Signing } from './signing.repository';

export interface SigningSecret {
  /** `whsec_…`, as libraries of Standard Webhooks take it. */
  secret: string;
  /** So long calls bear a signature by the secret before as well; null: by this one alone. */
  previousUntil: Date | null;
}

/** What receivers check the signatures of a team's webhooks with. */
@Injectable()
export class OutgoingSecret {
  constructor(
    private readonly database: Database,
    private readonly activities: Activities,
    private readonly repository: SigningRepository,
    private readonly webhooks: OutgoingWebhooks,
  ) {}

  async of(scope: TenantScope): Promise<SigningSecret> {
    return this.database.sql(scope, async (tx) => this.shown(scope.teamId, await this.repository.get(tx)));
  }

  /**
   * A new secret. For `overlapMinutes` calls are signed by both (receivers of Standard Webhooks take any that fits), so that a receiver
   * can change over when it likes; 0: from the commit on by the new one alone.
   */
  async rotate(
    scope: TenantScope,
    { overlapMinutes, userId }: { overlapMinutes: number; userId: string | null },
  ): Promise<SigningSecret> {
    return this.database.sql(scope, async (tx) => {
      const signing = await this.repository.rotate(tx, overlapMinutes);
      const title = 'Signing secret of outgoing webhooks exchanged';
      const changes = { overlapMinutes };
      await this.activities.record(tx, [{ type: 'workflow.secret_exchanged', title, userId, changes }]);
      return this.shown(scope.teamId, signing);
    });
  }

  /** All that a call is to be signed with just now, the newest first. */
  async signWith(tx: SqlTx): Promise<string[]> {
    const { generation, previousUntil } = await this.repository.get(tx);
    const generations = previousUntil ? [generation, generation - 1] : [generation];
    return generations.map((one) => this.webhooks.secretOf(teamOf(tx), one));
  }

  private shown(teamId: string, { generation, previousUntil }: Signing): SigningSecret {
    return { secret: this.webhooks.secretOf(teamId, generation), previousUntil };
  }
}
