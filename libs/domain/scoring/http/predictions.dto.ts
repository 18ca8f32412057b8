import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import {
  MODEL_KINDS,
  type BackTestResult,
  type Decile,
  type Factor,
  type Model,
  type ModelKind,
  type ModelReport,
  type PredictionAnswer,
  type ReliabilityBin,
  type RuleContribution,
  type StoredModel,
} from '@domain/scoring';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const share = (example: number, description?: string) =>
  ApiProperty({ minimum: 0, maximum: 1, example, description });
const count = (example: number, description?: string) =>
  ApiProperty({ type: 'integer', example, description });

export class FactorResponse implements Factor {
  @ApiProperty({ example: 'replies' }) feature: string;
  @ApiProperty({ example: 'Replies in the 90 days before' }) about: string;
  @ApiProperty({ example: 1.099 }) value: number;
  @ApiProperty({ example: 0.8, description: 'Added to the log of the odds, against the average lead.' })
  effect: number;
}

export class PredictionResponse {
  @ApiProperty({ enum: ['ready', 'not_enough_data', 'not_trained'], example: 'ready' })
  status: PredictionAnswer['status'];
  @ApiProperty({ format: 'uuid', example: id }) leadId: string;
  @count(312, 'Won and lost leads to learn from; below 50 no number is told.') outcomes: number;
  @ApiPropertyOptional(instant) trainedAt?: Date;
  @ApiPropertyOptional({ minimum: 0, maximum: 1, example: 0.31 }) conversionProbability?: number;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 139_500 }) estimatedValue?: number | null;
  @ApiPropertyOptional({ type: 'integer', nullable: true, example: 41, description: 'Days from now.' })
  timeToConversion?: number | null;
  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    example: 0.12,
    description: 'That the lead is silent for 30 days.',
  })
  churnRisk?: number | null;
  @ApiPropertyOptional({ type: [FactorResponse], description: 'What moves this lead most.' })
  factors?: FactorResponse[];
}

export class DecileResponse implements Decile {
  @count(1, '1 is the best tenth.') decile: number;
  @count(31) leads: number;
  @count(19) happened: number;
  @share(0.61) rate: number;
  @ApiProperty({ example: 2.4, description: '1 is no better than chance.' }) lift: number;
}

export class RuleContributionResponse implements RuleContribution {
  @ApiProperty({ example: 'replied' }) rule: string;
  @ApiProperty({ example: 'Replied to a message' }) name: string;
  @count(120, 'Leads that the rule gave or took points.') leads: number;
  @share(0.58, 'Share of those that was won.') wonRate: number;
  @ApiProperty({ example: 2.3 }) lift: number;
  @ApiProperty({ example: 9.1, description: 'Mean points of won leads.' }) averageWon: number;
  @ApiProperty({ example: 2.2 }) averageLost: number;
}

export class BackTestBody {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'A version or the draft. Left out: the rules in force.',
  })
  @IsOptional()
  @IsUUID()
  ruleSetId?: string;
}

export class BackTestResponse {
  @ApiProperty({ enum: ['ready', 'not_enough_data'], example: 'ready' }) status: BackTestResult['status'];
  @count(3) version: number;
  @count(312) outcomes: number;
  @ApiPropertyOptional({ type: 'integer', example: 80 }) won?: number;
  @ApiPropertyOptional({ example: 0.256, description: 'Share of all that was won.' }) baseline?: number;
  @ApiPropertyOptional({ type: Number, nullable: true, example: 0.78 }) auc?: number | null;
  @ApiPropertyOptional({ type: [DecileResponse] }) deciles?: DecileResponse[];
  @ApiPropertyOptional({ type: [RuleContributionResponse] }) rules?: RuleContributionResponse[];
}

export class ReliabilityBinResponse implements ReliabilityBin {
  @share(0.2) from: number;
  @share(0.3) to: number;
  @count(14) leads: number;
  @share(0.24, 'Mean of what was said.') predicted: number;
  @share(0.21, 'How often it happened.') observed: number;
}

export class ModelReportResponse implements ModelReport {
  @count(234) trainedOn: number;
  @count(78) heldOut: number;
  @share(0.26) baseline: number;
  @ApiProperty({ type: Number, nullable: true, example: 0.81 }) auc: number | null;
  @share(0.14, 'Mean squared error of the probabilities.') brier: number;
  @share(0.19, 'That of always saying the baseline.') baselineBrier: number;
  @ApiProperty({ type: [ReliabilityBinResponse] }) reliability: ReliabilityBinResponse[];
  @ApiProperty({ type: [DecileResponse] }) deciles: DecileResponse[];
}

export class ModelResponse {
  @ApiProperty({ enum: MODEL_KINDS, example: 'conversion' }) kind: ModelKind;
  @count(312) outcomes: number;
  @ApiProperty(instant) trainedAt: Date;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Bias and weights; null: not enough data.',
  })
  model: Model | null;
  @ApiProperty({ type: ModelReportResponse, nullable: true }) report: ModelReportResponse | null;
}

export class ModelsResponse {
  @ApiProperty({ type: [ModelResponse] }) data: StoredModel[];
}

export class TrainingResponse {
  @ApiProperty({ format: 'uuid', example: id, description: 'See GET /api/jobs/{id}.' }) jobId: string;
}
