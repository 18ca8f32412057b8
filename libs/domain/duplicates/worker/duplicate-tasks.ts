import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { Scans } from '../matching/scans.service';
import { Merges } from '../merging/merges.service';

@Injectable()
export class BeginScansTask implements ScheduledTask {
  constructor(private readonly scans: Scans) {}

  async tick(): Promise<void> {
    await this.scans.begin();
  }
}

@Injectable()
export class ForgetMergesTask implements ScheduledTask {
  constructor(private readonly merges: Merges) {}

  async tick(): Promise<void> {
    await this.merges.forget();
  }
}
