/** Hours of one weekday on the recipient's clock, `HH:mm`, `to` exclusive and up to `24:00`; null: nothing is sent that day. */
export type DayHours = { from: string; to: string } | null;

/** A team's changes to what messaging does by default. What is left out keeps the lawful default. */
export interface MessagingPolicy {
  /** Marketing by SMS: hours by ISO weekday (`1` Monday … `7` Sunday). */
  sendWindow?: Partial<Record<'1' | '2' | '3' | '4' | '5' | '6' | '7', DayHours>>;
  /** At most `max` marketing messages per lead and channel in any `windowHours` hours. */
  frequencyCap?: { max: number; windowHours: number };
  /** False lets marketing by SMS go to leads whose consent is not known. The team answers for having it (47 CFR 64.1200(a)(2)). */
  smsConsentRequired?: boolean;
}
