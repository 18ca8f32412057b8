import { ApiProperty, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  FALLBACK_TARGETS,
  HOURS_RULES,
  ROUTING_LIMITS,
  STRATEGIES,
  type Fallback,
  type FallbackTarget,
  type Group,
  type HoursRule,
  type NewRule,
  type Rule,
  type RuleChanges,
  type Strategy,
} from '@domain/routing';
import { IsLine } from '@platform/validation';
import { Given, GivenOrNone, id, instant, uuid } from './docs';

const minutes = { type: 'integer', minimum: 1, maximum: ROUTING_LIMITS.minutes } as const;
const nameDocs = { maxLength: ROUTING_LIMITS.name, example: 'Zillow, Austin, from 500,000' } as const;
const strategyDocs = {
  enum: STRATEGIES,
  example: 'round_robin',
  description:
    '`round_robin`: to whoever has the fewest open leads, of equals to whoever was served longest ago. ' +
    '`first_to_claim`: offered to all who are free, and the first who claims it has it.',
} as const;
const conditionDocs = {
  type: 'object',
  additionalProperties: true,
  description:
    'A condition as of `GET /api/segments/schema`, over the facts of `GET /api/segments/facts`; postal code, language or budget are ' +
    'custom fields (`lead.custom.<key>`). `{ "all": [] }` is met by every lead.',
  example: {
    all: [
      { fact: 'lead.source', op: 'eq', value: 'zillow' },
      { fact: 'lead.city', op: 'in', value: ['Austin', 'Round Rock'] },
      { fact: 'lead.value', op: 'gte', value: 500_000 },
    ],
  },
} as const;

export class FallbackDto implements Fallback {
  @ApiProperty({
    enum: FALLBACK_TARGETS,
    example: 'managers',
    description:
      '`managers`, `owner` and `user` are asked whatever the hour and however many leads they have, unless they are paused or away. ' +
      'Nothing can come behind `pool` and `next_rule`.',
  })
  @IsIn(FALLBACK_TARGETS)
  to: FallbackTarget;

  @Given({ format: 'uuid', description: 'With `group`.' }) @IsUUID() groupId?: string;
  @Given({ format: 'uuid', description: 'With `user`.' }) @IsUUID() userId?: string;
  @Given({ enum: STRATEGIES, description: 'Of a group. Default: `round_robin`.' })
  @IsIn(STRATEGIES)
  strategy?: Strategy;
  @Given({ ...minutes, description: 'Of an offer to a group. Default: as the rule’s.' })
  @IsInt()
  @Min(1)
  @Max(ROUTING_LIMITS.minutes)
  offerMinutes?: number;
}

const Ids =
  (about: string, most: number): PropertyDecorator =>
  (target, property) => {
    for (const rule of [
      Given({ type: [String], format: 'uuid', maxItems: most, description: about, example: [id] }),
      ...[IsArray(), ArrayMaxSize(most), IsUUID(undefined, { each: true })],
    ])
      rule(target, property as string);
  };

export class CreateRuleBody implements NewRule {
  @ApiProperty(nameDocs) @IsLine(ROUTING_LIMITS.name) name: string;
  @ApiProperty(conditionDocs) @IsObject() condition: object;
  @ApiProperty(strategyDocs) @IsIn(STRATEGIES) strategy: Strategy;
  @Given({ default: true, example: true }) @IsBoolean() enabled?: boolean;
  @Ids('Members of the team.', ROUTING_LIMITS.people) userIds?: string[];
  @Ids('Groups of members (`GET /api/routing/groups`).', ROUTING_LIMITS.groupsOfRule) groupIds?: string[];

  @Given({
    enum: HOURS_RULES,
    default: 'skip',
    example: 'skip',
    description:
      'Of those who are out of their hours. `ignore`: they are asked all the same. `skip`: others are, and the fallbacks when there ' +
      'are none. `wait`: when only hours stand in the way, the lead waits for the first who is back.',
  })
  @IsIn(HOURS_RULES)
  hours?: HoursRule;

  @Given({ ...minutes, default: 15, example: 15, description: 'For how long an offer stands.' })
  @IsInt()
  @Min(1)
  @Max(ROUTING_LIMITS.minutes)
  offerMinutes?: number;

  @Given({
    type: [FallbackDto],
    maxItems: ROUTING_LIMITS.fallbacks,
    description:
      'Whom it goes to when nobody is free or nobody claims it, one after the other; behind the last it stays in the pool.',
    example: [{ to: 'managers' }, { to: 'pool' }],
  })
  @IsArray()
  @ArrayMaxSize(ROUTING_LIMITS.fallbacks)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => FallbackDto)
  fallbacks?: FallbackDto[];

  @GivenOrNone({
    ...minutes,
    nullable: true,
    default: null,
    example: 15,
    description:
      'Within so many minutes of working time a person is to be in contact with the lead. Null: as the team’s settings say.',
  })
  @IsInt()
  @Min(1)
  @Max(ROUTING_LIMITS.minutes)
  slaMinutes?: number | null;

  @Given({
    default: false,
    example: true,
    description: 'A lead whose owner was not in contact in time goes on to the fallbacks.',
  })
  @IsBoolean()
  slaReassign?: boolean;
}

export class UpdateRuleBody extends PartialType(CreateRuleBody) implements RuleChanges {}

export class OrderRulesBody {
  @ApiProperty({
    type: [String],
    format: 'uuid',
    maxItems: ROUTING_LIMITS.rules,
    description: 'All rules of the team, as they are to be asked.',
    example: [id],
  })
  @IsArray()
  @ArrayMaxSize(ROUTING_LIMITS.rules)
  @IsUUID(undefined, { each: true })
  ids: string[];
}

export class RuleResponse implements Rule {
  @ApiProperty(uuid) id: string;
  @ApiProperty({
    type: 'integer',
    example: 1,
    description: 'Rules are asked in this order; there may be gaps.',
  })
  position: number;
  @ApiProperty(nameDocs) name: string;
  @ApiProperty({ example: true }) enabled: boolean;
  @ApiProperty(conditionDocs) condition: Rule['condition'];
  @ApiProperty(strategyDocs) strategy: Strategy;
  @ApiProperty({ type: [String], format: 'uuid', example: [id] }) userIds: string[];
  @ApiProperty({ type: [String], format: 'uuid', example: [id] }) groupIds: string[];
  @ApiProperty({ enum: HOURS_RULES, example: 'skip' }) hours: HoursRule;
  @ApiProperty({ type: 'integer', example: 15 }) offerMinutes: number;
  @ApiProperty({ type: [FallbackDto] }) fallbacks: FallbackDto[];
  @ApiProperty({ type: 'integer', nullable: true, example: 15 }) slaMinutes: number | null;
  @ApiProperty({ example: true }) slaReassign: boolean;
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty(instant) updatedAt: Date;
}

const groupName = { maxLength: ROUTING_LIMITS.name, example: 'Spanish speakers' } as const;

export class CreateGroupBody {
  @ApiProperty(groupName) @IsLine(ROUTING_LIMITS.name) name: string;
  @ApiProperty({ type: [String], format: 'uuid', maxItems: ROUTING_LIMITS.people, example: [id] })
  @IsArray()
  @ArrayMaxSize(ROUTING_LIMITS.people)
  @IsUUID(undefined, { each: true })
  userIds: string[];
}

export class UpdateGroupBody extends PartialType(CreateGroupBody) {}

export class GroupResponse implements Group {
  @ApiProperty(uuid) id: string;
  @ApiProperty(groupName) name: string;
  @ApiProperty({ type: [String], format: 'uuid', example: [id] }) userIds: string[];
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty(instant) updatedAt: Date;
}
