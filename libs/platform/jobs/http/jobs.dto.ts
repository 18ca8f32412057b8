import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery, pageResponse } from '@platform/http';
import {
  JOB_STATES,
  queueNames,
  type JobRow,
  type JobState,
  type QueueName,
  type ReplayPreview,
} from '@platform/jobs';

const jobName = /^[a-z-]+\.[a-z-]+$/;

export class ListJobsQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: JOB_STATES,
    enumName: 'JobState',
    isArray: true,
    description: 'Any of these; repeat or separate by commas.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    [value].flat().flatMap((item) => (typeof item === 'string' ? item.split(',') : [item])),
  )
  @IsArray()
  @ArrayMaxSize(JOB_STATES.length)
  @IsIn(JOB_STATES, { each: true })
  state?: JobState[];

  @ApiPropertyOptional({ example: 'leads.import' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(jobName)
  name?: string;

  @ApiPropertyOptional({ enum: queueNames, enumName: 'QueueName' })
  @IsOptional()
  @IsIn(queueNames)
  queue?: QueueName;
}

export class ReplayQuery {
  @ApiPropertyOptional({ example: 'leads.import', description: 'Only jobs of this name.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  @Matches(jobName)
  name?: string;
}

export class JobResponse {
  @ApiProperty({
    format: 'uuid',
    example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f',
    description: 'Also its id in Bull Board.',
  })
  id: string;
  @ApiProperty({ example: 'leads.import' }) name: string;
  @ApiProperty({ enum: queueNames, enumName: 'QueueName' }) queue: string;
  @ApiProperty({ enum: JOB_STATES, enumName: 'JobState' }) state: JobState;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Ids and settings, no personal data.',
  })
  payload: unknown;
  @ApiProperty({ format: 'date-time' }) dueAt: Date;
  @ApiProperty({ type: 'integer', example: 1, description: 'Tries so far.' }) attempts: number;
  @ApiProperty({ type: 'integer', example: 5 }) maxAttempts: number;
  @ApiProperty({
    type: 'integer',
    example: 0,
    description: 'Workers that died on it; after three it is dead.',
  })
  crashes: number;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true }) progress: unknown;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true }) result: unknown;
  @ApiProperty({ type: String, nullable: true }) lastError: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The chain of causes it belongs to.',
  })
  causeId: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) startedAt: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) finishedAt: Date | null;

  static from(this: void, job: JobRow): JobResponse {
    const { teamId: _team, dedupeKey: _key, depth: _depth, ...shown } = job;
    return Object.assign(new JobResponse(), shown);
  }
}

export class JobPage extends pageResponse(JobResponse) {}

class JobCount {
  @ApiProperty({ example: 'leads.import' }) name: string;
  @ApiProperty({ type: 'integer', example: 3 }) count: number;
}

export class ReplayPreviewResponse implements ReplayPreview {
  @ApiProperty({ type: 'integer', example: 3 }) total: number;
  @ApiProperty({ type: [JobCount] }) byName: JobCount[];
}

export class ReplayResponse {
  @ApiProperty({ type: 'integer', example: 3 }) replayed: number;
  @ApiProperty({
    type: 'integer',
    example: 0,
    description: 'Left for another call: one call replays at most 1,000.',
  })
  remaining: number;
}
