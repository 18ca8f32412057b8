import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsInt,
  IsObject,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  maxRules,
  type Band,
  type Cap,
  type RuleInput,
  type RuleSet,
  type SchemeInput,
} from '@domain/scoring';
import { pageResponse } from '@platform/http';
import { IsLine } from '@platform/validation';
import { RecalculationResponse } from './recalculation.dto';
import { RuleBody, key } from './scoring-rule.dto';

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
