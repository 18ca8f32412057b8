import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  maxRules,
  RULE_KINDS,
  type Band,
  type Cap,
  type Condition,
  type RuleInput,
  type RuleKind,
  type RuleSet,
  type SchemeInput,
} from '@domain/scoring';
import { pageResponse } from '@platform/http';
import { IsLine } from '@platform/validation';
import { RecalculationResponse } from './recalculation.dto';

const key = /^[a-z0-9][a-z0-9-]{0,59}$/;
const days = (example: number, description: string) => (target: object, property: string) => {
  ApiPropertyOptional({ type: Number, nullable: true, minimum: 0.05, maximum: 3_650, example, description })(
    target,
    property,
  );
  for (const rule of [
    IsOptional(),
    IsNumber({ allowNaN: false, allowInfinity: false }),
    Min(0.05),
    Max(3_650),
  ])
    rule(target, property);
};
const operators = ['present', 'absent', 'oneOf', 'atLeast', 'atMost'] as const;

export class ConditionBody {
  @ApiProperty({
    example: 'custom.timeline',
    description:
      'source, status, stage, company, position, email, phone, value, tags, daysSinceCreated, daysQuiet or custom.<key>. What may stand for a protected class is refused.',
  })
  @IsLine(50)
  field: string;

  @ApiProperty({ enum: operators, example: 'oneOf' }) @IsIn(operators) op: (typeof operators)[number];

  @ApiPropertyOptional({
    type: [String],
    maxItems: 50,
    example: ['asap', '0-3 months'],
    description: 'For oneOf.',
  })
  @ValidateIf(({ op, values }: ConditionBody) => op === 'oneOf' || values !== undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsLine(100, 1, { each: true })
  values?: string[];

  @ApiPropertyOptional({ type: Number, example: 30, description: 'For atLeast and atMost.' })
  @ValidateIf(({ op, value }: ConditionBody) => op === 'atLeast' || op === 'atMost' || value !== undefined)
  @IsNumber({ allowNaN: false, allowInfinity: false })
  @Min(-1e12)
  @Max(1e12)
  value?: number;

  static read({ field, op, values = [], value = 0 }: ConditionBody): Condition {
    if (op === 'oneOf') return { field, op, values };
    return op === 'atLeast' || op === 'atMost' ? { field, op, value } : { field, op };
  }
}

export class RuleBody {
  @ApiProperty({ example: 'tour-requested', description: 'The same rule in every version.' })
  @Matches(key, { message: '$property is lower case letters, digits and dashes' })
  key: string;

  @ApiProperty({ example: 'Asked for a tour' }) @IsLine(120) name: string;
  @ApiProperty({ enum: RULE_KINDS, example: 'behaviour' }) @IsIn(RULE_KINDS) kind: RuleKind;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'custom.tour_requested',
    description: 'Either this or a condition.',
  })
  @IsOptional()
  @IsLine(60)
  signal?: string | null;

  @ApiPropertyOptional({ type: ConditionBody, nullable: true, description: 'Either this or a signal.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ConditionBody)
  condition?: ConditionBody | null;

  @ApiProperty({ type: 'integer', minimum: -100, maximum: 100, example: 12 })
  @IsInt()
  @Min(-100)
  @Max(100)
  points: number;

  @days(21, 'After that many days a signal is worth half. Left out: it does not fade.') halfLifeDays?:
    number | null;
  @days(90, 'Older signals do not count.') withinDays?: number | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 1,
    description: 'Fewer signals give nothing.',
  })
  @ValidateIf((_, value: unknown) => value !== undefined)
  @IsInt()
  @Min(1)
  @Max(100)
  minTimes?: number;

  @ApiPropertyOptional({ default: false, description: 'Only the strongest signal counts.' })
  @ValidateIf((_, value: unknown) => value !== undefined)
  @IsBoolean()
  once?: boolean;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'intent' })
  @IsOptional()
  @Matches(key)
  capGroup?: string | null;

  static read({ condition, ...rule }: RuleBody): RuleInput {
    return { ...rule, condition: condition ? ConditionBody.read(condition) : null };
  }
}

export class ChangeRuleBody extends OmitType(RuleBody, ['key'] as const) {}

export class RuleKeyParam {
  @ApiProperty({ example: 'link-clicked' })
  @Matches(key, { message: '$property is lower case letters, digits and dashes' })
  key: string;
}

export class CapBody {
  @ApiProperty({ example: 'intent' }) @Matches(key) group: string;
  @ApiProperty({ type: Number, minimum: 0, maximum: 1_000, example: 35 })
  @IsInt()
  @Min(0)
  @Max(1_000)
  max: number;

  @ApiProperty({
    type: Number,
    minimum: -1_000,
    maximum: 0,
    example: 0,
    description: 'The most that the group takes.',
  })
  @IsInt()
  @Min(-1_000)
  @Max(0)
  min: number;
}

export class BandBody implements Band {
  @ApiProperty({ example: 'A' }) @IsLine(20) name: string;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100, example: 70 })
  @IsInt()
  @Min(0)
  @Max(100)
  from: number;
}

export class RulesDraftBody {
  @ApiProperty({ type: [RuleBody], maxItems: maxRules })
  @IsArray()
  @ArrayMaxSize(maxRules)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RuleBody)
  rules: RuleBody[];

  @ApiProperty({ type: [CapBody], maxItems: maxRules, example: [] })
  @IsArray()
  @ArrayMaxSize(maxRules)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CapBody)
  caps: CapBody[];

  @ApiProperty({
    type: [BandBody],
    example: [
      { name: 'A', from: 60 },
      { name: 'B', from: 0 },
    ],
    description: 'The best first; the last from 0.',
  })
  @IsDefined()
  @IsArray()
  @ArrayMaxSize(10)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => BandBody)
  bands: BandBody[];

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 20,
    example: 4,
    description: 'Points below its start at which a band is left.',
  })
  @IsInt()
  @Min(0)
  @Max(20)
  margin: number;

  static read({ rules, caps, bands, margin }: RulesDraftBody): SchemeInput {
    return {
      rules: rules.map(RuleBody.read),
      caps: Object.fromEntries(caps.map(({ group, max, min }): [string, Cap] => [group, { max, min }])),
      bands: bands.map(({ name, from }) => ({ name, from })),
      margin,
    };
  }
}

export class RuleSetResponse {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ type: 'integer', example: 3 }) version: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null: a draft.' })
  publishedAt: Date | null;
  @ApiProperty({ type: [RuleBody] }) rules: readonly RuleInput[];
  @ApiProperty({ type: [CapBody] }) caps: CapBody[];
  @ApiProperty({ type: [BandBody] }) bands: readonly Band[];
  @ApiProperty({ type: 'integer', example: 4 }) margin: number;

  static from(
    this: void,
    { id, version, publishedAt, rules, caps, bands, margin }: RuleSet,
  ): RuleSetResponse {
    const list = Object.entries(caps).map(([group, { max, min }]) => ({ group, max, min }));
    return { id, version, publishedAt, rules, caps: list, bands, margin };
  }
}

export class RuleSetPage extends pageResponse(RuleSetResponse) {}

export class RulesResponse {
  @ApiProperty({ type: RuleSetResponse, description: 'In force.' }) published: RuleSetResponse;
  @ApiProperty({ type: RuleSetResponse, nullable: true }) draft: RuleSetResponse | null;
}

export class PublishedRulesResponse {
  @ApiProperty({ type: RuleSetResponse }) published: RuleSetResponse;
  @ApiProperty({ type: RecalculationResponse }) recalculation: RecalculationResponse;
}
