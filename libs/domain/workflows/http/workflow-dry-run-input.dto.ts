import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Max,
  MaxDate,
  Min,
  MinDate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { EVENT_TRIGGERS, type Assumption, type ReplayRequest, type VersionChoice } from '@domain/workflows';
import { IsInstant } from '@platform/validation';
import { id } from './workflow.dto';
import { IsVersionChoice, toNumber } from './workflow-version.dto';

const given = () => ValidateIf((_body, value) => value !== undefined);
const factName = /^event\.[A-Za-z][A-Za-z0-9_.-]{0,80}$/;
const isScalar = (value: unknown): boolean =>
  (typeof value === 'string' && value.length <= 500) ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));
const isFacts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length <= 50 &&
  Object.entries(value).every(([name, fact]) => factName.test(name) && isScalar(fact));

/** Facts of an event, by their names. */
const IsEventFacts = () =>
  ValidateBy({
    name: 'eventFacts',
    validator: {
      validate: isFacts,
      defaultMessage: () => '$property takes facts of an event, such as { "event.to": "QUALIFIED" }',
    },
  });
const factsDocs = {
  type: 'object',
  additionalProperties: true,
  example: { 'event.to': 'QUALIFIED' },
} as const;
const assumable = [...EVENT_TRIGGERS, 'LEAD_UNSUBSCRIBED'] as const;
const twoYears = 1_051_200;

export class AssumptionBody implements Assumption {
  @ApiProperty({ enum: assumable, example: 'MESSAGE_RECEIVED' })
  @IsIn(assumable)
  type: Assumption['type'];

  @ApiProperty({ type: 'integer', minimum: 0, maximum: twoYears, example: 90 })
  @IsInt()
  @Min(0)
  @Max(twoYears)
  afterMinutes: number;

  @ApiPropertyOptional(factsDocs) @given() @IsEventFacts() facts?: Assumption['facts'];
}

const versionDocs = {
  description: 'Number of a version, `published` or `draft` (default).',
  example: 'draft',
} as const;

export class DryRunBody {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Without: a sample lead.', example: id })
  @IsOptional()
  @IsUUID()
  leadId?: string;

  @ApiPropertyOptional(versionDocs)
  @IsOptional()
  @Transform(toNumber)
  @IsVersionChoice()
  version: VersionChoice = 'draft';

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Default: now.',
    example: '2027-03-12T15:00:00Z',
  })
  @IsOptional()
  @IsInstant()
  @MinDate(new Date('2000-01-01T00:00:00Z'))
  @MaxDate(new Date('2100-01-01T00:00:00Z'))
  startAt?: Date;

  @ApiPropertyOptional({ ...factsDocs, description: 'What the event that starts the run tells.' })
  @given()
  @IsEventFacts()
  event?: Assumption['facts'];

  @ApiPropertyOptional({
    type: [AssumptionBody],
    maxItems: 50,
    description: 'What is assumed to happen while the run waits.',
    example: [{ type: 'MESSAGE_RECEIVED', afterMinutes: 90 }],
  })
  @given()
  @ValidateNested({ each: true })
  @Type(() => AssumptionBody)
  @ArrayMaxSize(50)
  @IsArray()
  assume?: AssumptionBody[];
}

export class ReplayBody implements ReplayRequest {
  @ApiPropertyOptional(versionDocs)
  @IsOptional()
  @Transform(toNumber)
  @IsVersionChoice()
  version: VersionChoice = 'draft';

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 90, default: 30, example: 30 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(90)
  days: number = 30;
}
