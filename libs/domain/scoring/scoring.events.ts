import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';

export class LeadScoreBandChanged {
  @IsUUID() leadId: string;
  /** Names of bands; a lead that had no score comes from the lowest. */
  @IsString() from: string;
  @IsString() to: string;
  /** The overall score now, 0 to 100. */
  @IsInt() score: number;
  @IsIn(['up', 'down']) direction: 'up' | 'down';
  /** True when it came of new rules, a recalculation or an import: many leads at once, and no deed of this one. */
  @IsOptional() @IsBoolean() quiet?: boolean;
}

/** Published once per crossing: a band is left only some points below its start. */
export const leadScoreBandChanged = defineEvent({
  name: 'lead.score_band_changed',
  payload: LeadScoreBandChanged,
});
