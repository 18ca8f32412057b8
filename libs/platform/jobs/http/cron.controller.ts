import { Controller, Headers, Post } from '@nestjs/common';
import { ApiProperty, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { Env } from '@platform/config';
import { constantTimeEqual } from '@platform/crypto';
import { DomainError } from '@platform/errors';
import { Endpoint, type EndpointOptions } from '@platform/http';
import { ReconcileNudge } from './reconcile-nudge.service';

class NudgeResponse {
  @ApiProperty({ enum: ['nudged'] }) status: 'nudged' = 'nudged';
}

const nudged: Omit<EndpointOptions, 'summary'> = {
  description:
    'With `x-cron-api-key`. Sends nothing by itself: due work is on record and found anyway; this only has it looked for now.',
  access: 'public',
  status: 202,
  response: NudgeResponse,
  idempotent: false,
  errors: ['401:cron_key_invalid'],
};

/** For schedulers of the hosting platform that were set up to call these addresses. */
@ApiTags('Cron')
@ApiSecurity('cron-key')
@Controller('cron')
export class CronController {
  constructor(
    private readonly env: Env,
    private readonly reconciler: ReconcileNudge,
  ) {}

  @Post('send-campaigns')
  @Endpoint({ summary: 'Look for due campaigns now', ...nudged })
  sendCampaigns(@Headers('x-cron-api-key') key?: string): Promise<NudgeResponse> {
    return this.nudge(key);
  }

  @Post('send-reminders')
  @Endpoint({ summary: 'Look for due reminders now', ...nudged })
  sendReminders(@Headers('x-cron-api-key') key?: string): Promise<NudgeResponse> {
    return this.nudge(key);
  }

  private async nudge(key: string | undefined): Promise<NudgeResponse> {
    const expected = this.env.CRON_API_KEY;
    if (!expected || key === undefined || !constantTimeEqual(key, expected)) {
      throw new DomainError(
        'unauthenticated',
        'cron_key_invalid',
        'The x-cron-api-key is missing, wrong or not configured.',
      );
    }
    await this.reconciler.nudge();
    return new NudgeResponse();
  }
}
