import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsTimeZone,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  ROUTING_LIMITS,
  type Availability,
  type AvailabilityChanges,
  type HourSpan,
  type PersonFigures,
  type RoutingFigures,
  type RoutingSettings,
  type SettingsChanges,
} from '@domain/routing';
import { pageResponse } from '@platform/http';
import { IsInstant, IsMoment } from '@platform/validation';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Given, GivenOrNone, instant, orNever, uuid } from './docs';

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

export class HourSpanDto implements HourSpan {
  @ApiProperty({ type: [Number], description: 'ISO 8601: Monday is 1.', example: [1, 2, 3, 4, 5] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(7)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(7, { each: true })
  days: number[];

  @ApiProperty({ example: '09:00', pattern: clock.source }) @Matches(clock) from: string;
  @ApiProperty({ example: '18:00', description: 'May be 24:00; what goes over midnight is two spans.' })
  @Matches(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
  to: string;
}

const Hours =
  (none: string): PropertyDecorator =>
  (target, property) => {
    for (const rule of [
      GivenOrNone({ type: [HourSpanDto], nullable: true, maxItems: ROUTING_LIMITS.spans, description: none }),
      ...[IsArray(), ArrayMaxSize(ROUTING_LIMITS.spans), IsObject({ each: true })],
      ...[ValidateNested({ each: true }), Type(() => HourSpanDto)],
    ])
      rule(target, property as string);
  };

export class RoutingSettingsBody implements SettingsChanges {
  @Hours('When the team works; members may say otherwise of themselves. Null: at any hour.') hours?:
    HourSpanDto[] | null;
  @GivenOrNone({ nullable: true, example: 'America/Chicago', description: 'IANA. Null: the team’s.' })
  @IsTimeZone()
  zone?: string | null;
  @GivenOrNone({
    ...{ type: 'integer', nullable: true, minimum: 1, maximum: ROUTING_LIMITS.minutes, example: 15 },
    description:
      'Minutes of working time within which a person is to be in contact, where no rule says otherwise.',
  })
  @IsInt()
  @Min(1)
  @Max(ROUTING_LIMITS.minutes)
  slaMinutes?: number | null;
  @Given({ example: false, description: 'Whether leads from files are routed as well.' })
  @IsBoolean()
  routeImports?: boolean;
}

export class RoutingSettingsResponse implements RoutingSettings {
  @ApiProperty({ type: [HourSpanDto], nullable: true }) hours: HourSpanDto[] | null;
  @ApiProperty({ example: 'America/Chicago' }) zone: string;
  @ApiProperty({ type: 'integer', nullable: true, example: 15 }) slaMinutes: number | null;
  @ApiProperty({ example: false }) routeImports: boolean;
}

export class PersonParam {
  @ApiProperty(uuid) @IsUUID() userId: string;
}

export class AvailabilityBody implements AvailabilityChanges {
  @Given({
    example: false,
    description:
      'False: paused, here and for the steps of workflows that choose somebody in turn. Offers and leads that one has stay.',
  })
  @IsBoolean()
  available?: boolean;
  @GivenOrNone({
    ...orNever,
    description: 'With `available: false`: until then. Null: until somebody says otherwise.',
  })
  @IsMoment()
  pausedUntil?: Date | null;
  @GivenOrNone({
    ...{ type: 'integer', nullable: true, minimum: 0, maximum: 1_000_000, example: 40 },
    description: 'Open leads at most; managers say so. Null: any number.',
  })
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  capacity?: number | null;
  @Hours('Null: as the team works.') hours?: HourSpanDto[] | null;
  @GivenOrNone({
    nullable: true,
    example: 'America/Chicago',
    description: 'IANA, of the hours. Null: the person’s own.',
  })
  @IsTimeZone()
  zone?: string | null;
}

export class AvailabilityResponse implements Availability {
  @ApiProperty(uuid) userId: string;
  @ApiProperty({ example: 'Ann Bell' }) name: string;
  @ApiProperty({ example: true, description: 'At this moment; hours and capacity aside.' })
  available: boolean;
  @ApiProperty({
    enum: ['paused', 'away'],
    nullable: true,
    description: '`away`: the person’s own word, in every team.',
    example: null,
  })
  pausedAs: Availability['pausedAs'];
  @ApiProperty({ ...orNever, example: null }) pausedUntil: Date | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 40 }) capacity: number | null;
  @ApiProperty({ type: 'integer', description: 'Neither won nor lost.', example: 12 }) openLeads: number;
  @ApiProperty({ type: [HourSpanDto], nullable: true }) hours: HourSpanDto[] | null;
  @ApiProperty({ example: 'America/Chicago' }) zone: string;
  @ApiProperty(orNever) lastServedAt: Date | null;
}

export class AvailabilityPage extends pageResponse(AvailabilityResponse) {}

export class FiguresQuery {
  @ApiPropertyOptional({ ...instant, description: 'Inclusive. Default: 30 days before `to`.' })
  @IsOptional()
  @IsInstant()
  from?: Date;
  @ApiPropertyOptional({
    ...instant,
    description: 'Exclusive. Default: now.',
    example: '2026-04-01T00:00:00.000Z',
  })
  @IsOptional()
  @IsInstant()
  to?: Date;
}

const count = (example: number, description?: string) => ({ type: 'integer', example, description }) as const;
const duration = (example: number, description?: string) =>
  ({ type: 'integer', nullable: true, example, description }) as const;

export class PersonFiguresResponse implements PersonFigures {
  @ApiProperty(uuid) userId: string;
  @ApiProperty({ example: 'Ann Bell' }) name: string;
  @ApiProperty(count(31, 'Given by rules, or claimed.')) received: number;
  @ApiProperty({ example: 33.3, description: 'Of all that were received, in percent.' }) share: number;
  @ApiProperty(count(2)) breaches: number;
  @ApiProperty(count(28, 'First contacts that were theirs.')) contacted: number;
  @ApiProperty(duration(240, 'From arrival to their first contact.')) medianSeconds: number | null;
  @ApiProperty(count(12)) openLeads: number;
}

export class RoutingFiguresResponse implements RoutingFigures {
  @ApiProperty(instant) from: Date;
  @ApiProperty(instant) to: Date;
  @ApiProperty(count(93, 'Leads that arrived in the range.')) arrived: number;
  @ApiProperty(count(85)) contacted: number;
  @ApiProperty(count(8, 'Not spoken to so far.')) waiting: number;
  @ApiProperty(duration(210, 'From arrival to the first contact of a person.')) medianSeconds: number | null;
  @ApiProperty(duration(1_800)) p90Seconds: number | null;
  @ApiProperty(count(6, 'Leads that were not spoken to in time.')) breached: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 92.5,
    description: 'Promises that were kept, of those that are settled either way, in percent.',
  })
  keptPercent: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.98,
    description:
      'Jain’s index over `received`: 1 when everybody received the same, 1/n when one received everything.',
  })
  evenness: number | null;
  @ApiProperty({ type: [PersonFiguresResponse] }) people: PersonFiguresResponse[];
}
