import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, Matches } from 'class-validator';
import type { DailyMailSetting } from '@domain/daily-mails';
import { IsLine } from '@platform/validation';

export class DigestSettings implements DailyMailSetting {
  @ApiProperty({ example: true }) @IsBoolean() enabled: boolean;

  @ApiProperty({ example: '07:00', description: '`HH:mm` on the clock of `zone`.' })
  @Matches(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'localTime must be a time such as 07:00' })
  localTime: string;

  @ApiProperty({ example: 'America/Chicago', description: 'IANA zone.', maxLength: 64 })
  @IsLine(64)
  zone: string;
}
