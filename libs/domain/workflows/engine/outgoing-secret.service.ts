import { Injectable } from '@nestjs/common';
import { OutgoingWebhooks } from '@integrations/webhooks';
import type { TenantScope } from '@platform/database';

/** What receivers check the signatures of a team's webhooks with. */
@Injectable()
export class OutgoingSecret {
  constructor(private readonly webhooks: OutgoingWebhooks) {}

  /** `whsec_…`, as libraries of Standard Webhooks take it. */
  of(scope: TenantScope): string {
    return this.webhooks.secretOf(scope.teamId);
  }
}
