import { Injectable } from '@nestjs/common';
import { schedule, type ScheduledTask } from '@platform/jobs/worker';
import { Watchers } from '../triggers/watchers.service';

@Injectable()
class WatchTask implements ScheduledTask {
  constructor(private readonly watchers: Watchers) {}

  tick(): Promise<void> {
    return this.watchers.askAll();
  }
}

/** Only asks; each workflow's own clock decides what is due, so that a tick more or less changes nothing. */
export const watchTask = schedule({
  name: 'workflows.watch-clocks',
  every: 20_000,
  task: WatchTask,
  idempotent: true,
});
