import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
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
import { RULE_KINDS, type Condition, type RuleInput, type RuleKind } from '@domain/scoring';
import { IsLine } from '@platform/validation';

export const key = /^[a-z0-9][a-z0-9-]{0,59}$/;
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
