import { IsUUID, Matches } from 'class-validator';
import type { JobDefinition } from '@platform/jobs';

export interface DailyMailSetting {
  enabled: boolean;
  /** HH:mm */
  localTime: string;
  /** IANA. */
  zone: string;
}

/** Of the job that writes one person's mail of one day. */
export class DailyMailPayload {
  @IsUUID() teamId: string;
  @IsUUID() userId: string;
  /** Local day, YYYY-MM-DD. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) date: string;
}

/** A mail that a person may have every day. */
export interface DailyMail {
  /** Stands in rows and keys. */
  name: string;
  /** HH:mm, until the person says otherwise. */
  localTime: string;
  /** One that comes later than that after its hour is old news: the next day's is sent instead. In ms. */
  usefulMs: number;
  job: JobDefinition<DailyMailPayload>;
}
