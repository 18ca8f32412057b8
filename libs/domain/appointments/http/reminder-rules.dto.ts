import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';
import {
  appointmentLimits,
  QUIET_HOURS,
  REMINDER_AUDIENCES,
  REMINDER_CHANNELS,
  type QuietHours,
  type ReminderAudience,
  type ReminderChannel,
  type ReminderRule,
} from '@domain/appointments';

/** 60 days: what is further ahead is no reminder. */
const longestOffset = 60 * 24 * 60;

export class ReminderRuleBody implements ReminderRule {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: longestOffset,
    description: 'Minutes before the start.',
    example: 120,
  })
  @IsInt()
  @Min(1)
  @Max(longestOffset)
  offsetMinutes: number;

  @ApiProperty({ enum: REMINDER_CHANNELS, example: 'SMS' })
  @IsIn(REMINDER_CHANNELS)
  channel: ReminderChannel;

  @ApiProperty({
    enum: REMINDER_AUDIENCES,
    description: 'Texts reach leads, notices in the product members of the team.',
    example: 'LEADS',
  })
  @IsIn(REMINDER_AUDIENCES)
  audience: ReminderAudience;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: longestOffset,
    description: 'Late by more than that (an outage, say) it is not sent; never once it has started.',
    example: 90,
  })
  @IsInt()
  @Min(1)
  @Max(longestOffset)
  usefulMinutes: number;

  @ApiProperty({
    enum: QUIET_HOURS,
    description:
      'What becomes of a text outside the team’s sending hours: held until they begin, or sent before they end.',
    example: 'BRING_FORWARD',
  })
  @IsIn(QUIET_HOURS)
  quietHours: QuietHours;
}

export class ReminderDefaults {
  @ApiProperty({ type: [ReminderRuleBody] })
  @ValidateNested({ each: true })
  @Type(() => ReminderRuleBody)
  @ArrayMaxSize(appointmentLimits.rules)
  @IsArray()
  rules: ReminderRuleBody[];

  static from(this: void, rules: readonly ReminderRule[]): ReminderDefaults {
    return Object.assign(new ReminderDefaults(), { rules: [...rules] });
  }
}
