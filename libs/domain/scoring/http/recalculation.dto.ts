import { ApiProperty } from '@nestjs/swagger';
import type { ScoreJob } from '@domain/scoring';

const states = ['running', 'completed', 'failed', 'superseded'] as const;

export class RecalculationResponse implements ScoreJob {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({
    enum: states,
    example: 'running',
    description: 'superseded: new rules came, and another one began.',
  })
  state: (typeof states)[number];
  @ApiProperty({ type: 'integer', nullable: true, example: 3 }) ruleVersion: number | null;
  @ApiProperty({ type: 'integer', example: 120_000 }) total: number;
  @ApiProperty({ type: 'integer', example: 45_000 }) done: number;
  @ApiProperty({ type: 'integer', example: 31_007, description: 'Leads whose scores are others now.' })
  changed: number;
  @ApiProperty({ type: String, nullable: true, example: null }) error: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finishedAt: Date | null;
}
