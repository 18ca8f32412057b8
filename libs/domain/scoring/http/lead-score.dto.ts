import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsUUID, Max, Min, NotEquals } from 'class-validator';
import {
  RULE_KINDS,
  type Condition,
  type HistoryEntry,
  type LeadScoreView,
  type RuleKind,
  type Since,
} from '@domain/scoring';
import { IdParam, PageQuery } from '@platform/http';
import { IsInstant, IsText } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const score = (example: number) => ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example });
const text = (example: string, description?: string) =>
  ApiProperty({ type: String, nullable: true, example, description });

export class LeadIdParam {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() leadId: string;
}

export class SignalSourceResponse {
  @ApiProperty({ example: 'event', description: 'event | client | adjustment | stated' }) kind: string;
  @ApiProperty({ example: id, description: 'Id of the domain event, or the id the caller gave.' }) id: string;
}

export class EvidenceResponse {
  @ApiProperty({ format: 'uuid', example: id }) signalId: string;
  @ApiProperty({ example: 'message.clicked' }) type: string;
  @ApiProperty({ type: SignalSourceResponse }) source: SignalSourceResponse;
  @text('listing-4711', 'What it was about.') subject: string | null;
  @ApiProperty(instant) occurredAt: Date;
  @ApiProperty({ example: 3.5 }) ageDays: number;
  @ApiProperty({ example: 1 }) weight: number;
  @text('Met at the open house') note: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id }) authorId: string | null;
  @ApiProperty({ ...instant, nullable: true }) expiresAt: Date | null;
}

export class ExplainedPointResponse {
  @ApiProperty({ example: 'link-clicked' }) rule: string;
  @ApiProperty({ example: 'Clicked a link in a message' }) name: string;
  @ApiProperty({ enum: RULE_KINDS, example: 'engagement' }) kind: RuleKind;
  @ApiProperty({ type: 'integer', example: 2 }) ruleVersion: number;
  @text('clicks', 'Rules of one group share a cap.') group: string | null;
  @ApiProperty({ type: 'integer', example: 5, description: 'As the rule states them.' }) rulePoints: number;
  @ApiProperty({ type: Number, nullable: true, example: 21 }) halfLifeDays: number | null;
  @ApiProperty({
    example: 4.45,
    description: 'What they are worth at that moment, before the cap of the group.',
  })
  points: number;
  @ApiProperty({ type: EvidenceResponse, nullable: true }) evidence: EvidenceResponse | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: null })
  condition: Condition | null;
}

export class ExplainedCapResponse {
  @ApiProperty({ example: 'clicks' }) group: string;
  @ApiProperty({ example: 31.2 }) sum: number;
  @ApiProperty({ example: 20, description: 'How much of the sum counts.' }) counted: number;
}

export class LeadScoreResponse {
  @ApiProperty({ format: 'uuid', example: id }) leadId: string;
  @score(72) overallScore: number;
  @score(41) engagementScore: number;
  @score(9) behaviorScore: number;
  @score(22) profileScore: number;
  @ApiProperty({ example: 'A' }) band: string;
  @ApiProperty({ type: 'integer', example: 2 }) ruleVersion: number;
  @ApiProperty({ ...instant, description: 'The points are as of this moment.' }) lastCalculatedAt: Date;
  @ApiProperty({ ...instant, nullable: true, description: 'Time alone changes nothing before then.' })
  nextDecayAt: Date | null;
  @ApiProperty({
    example: false,
    description: 'Something has happened that is not counted yet; it will be within seconds.',
  })
  pending: boolean;
  @ApiProperty({
    example: 71.6,
    description: 'All points and caps; rounded and kept from 0 to 100 this is the overall score.',
  })
  sum: number;
  @ApiProperty({ type: [ExplainedPointResponse] }) points: ExplainedPointResponse[];
  @ApiProperty({ type: [ExplainedCapResponse], description: 'Groups whose cap took something.' })
  caps: ExplainedCapResponse[];

  static from(this: void, view: LeadScoreView): LeadScoreResponse {
    const { points, caps, sum } = view.explanation;
    return {
      leadId: view.leadId,
      overallScore: view.overall,
      engagementScore: view.engagement,
      behaviorScore: view.behaviour,
      profileScore: view.profile,
      band: view.band,
      ruleVersion: view.ruleVersion,
      lastCalculatedAt: view.computedAt,
      nextDecayAt: view.nextDecayAt,
      pending: view.pending,
      sum,
      points,
      caps,
    };
  }
}

export class ScoreHistoryQuery extends PageQuery {
  @ApiPropertyOptional({
    ...instant,
    description: 'Changes since then, and the difference between then and now; a date is midnight UTC.',
  })
  @IsOptional()
  @IsInstant()
  since?: Date;
}

export class ReasonChangeResponse {
  @ApiProperty({ example: 'replied' }) rule: string;
  @ApiProperty({ example: 'Replied to a message' }) name: string;
  @ApiProperty({ example: 0 }) before: number;
  @ApiProperty({ example: 12 }) after: number;
  @ApiProperty({ example: 12 }) difference: number;
}

export class ScoreHistoryEntryResponse {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty(instant) at: Date;
  @score(72) overallScore: number;
  @score(41) engagementScore: number;
  @score(9) behaviorScore: number;
  @score(22) profileScore: number;
  @ApiProperty({ example: 'A' }) band: string;
  @ApiProperty({ type: 'integer', example: 2 }) ruleVersion: number;
  @ApiProperty({ example: 'events', description: 'events | recalculation | decay' }) cause: string;
  @ApiProperty({ type: [ReasonChangeResponse], description: 'Against the change before.' })
  changes: ReasonChangeResponse[];

  static from(
    this: void,
    { overall, engagement, behaviour, profile, ...entry }: HistoryEntry,
  ): ScoreHistoryEntryResponse {
    const numbers = {
      overallScore: overall,
      engagementScore: engagement,
      behaviorScore: behaviour,
      profileScore: profile,
    };
    return { ...entry, ...numbers };
  }
}

export class ScoreMomentResponse {
  @ApiProperty({ ...instant, nullable: true }) at: Date | null;
  @ApiProperty({ type: 'integer', example: 55 }) overall: number;
  @text('B') band: string | null;
}

export class SinceResponse implements Since {
  @ApiProperty({ type: ScoreMomentResponse }) from: ScoreMomentResponse;
  @ApiProperty({ type: ScoreMomentResponse }) to: ScoreMomentResponse;
  @ApiProperty({ type: [ReasonChangeResponse], description: 'The largest difference first.' })
  changes: ReasonChangeResponse[];
}

export class ScoreHistoryResponse {
  @ApiProperty({ type: SinceResponse, nullable: true, description: 'Null without `since`.' })
  since: SinceResponse | null;
  @ApiProperty({ type: [ScoreHistoryEntryResponse] }) data: ScoreHistoryEntryResponse[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class AdjustmentBody {
  @ApiProperty({ type: 'integer', minimum: -100, maximum: 100, example: 15 })
  @IsInt()
  @Min(-100)
  @Max(100)
  @NotEquals(0)
  points: number;

  @ApiPropertyOptional({ example: 'Met at the open house, ready to buy' })
  @IsOptional()
  @IsText(500)
  note?: string;

  @ApiPropertyOptional({ ...instant, description: 'Until when it counts. Left out: until it is withdrawn.' })
  @IsOptional()
  @IsInstant()
  expiresAt?: Date;
}

export class AdjustmentParam extends IdParam {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() adjustmentId: string;
}

export class AdjustmentResponse {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ type: 'integer', example: 15 }) points: number;
  @text('Met at the open house') note: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id }) authorId: string | null;
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty({ ...instant, nullable: true }) expiresAt: Date | null;
}
