import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString, IsTimeZone, IsUrl, Length, Matches, MaxLength, ValidateIf } from 'class-validator';
import type { Profile, ProfileChanges } from '@domain/identity';
import { permissions, type Permission } from '@platform/auth';
import { TeamRole } from '@platform/database';
import { IsInstant } from '@platform/validation';

const given = () => ValidateIf((_body, value) => value !== undefined);
const trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

export class UpdateProfileRequest implements ProfileChanges {
  @ApiPropertyOptional({ example: 'Sam Bell', maxLength: 100 })
  @given()
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)
  name?: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'https://cdn.example/sam.jpg' })
  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsUrl({ protocols: ['https'], require_protocol: true })
  @MaxLength(500)
  avatar?: string | null;

  @ApiPropertyOptional({ example: 'America/Chicago', description: 'IANA time zone.' })
  @given()
  @IsTimeZone()
  timezone?: string;

  @ApiPropertyOptional({ example: 'en', description: 'BCP 47 language tag.' })
  @given()
  @Matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  @MaxLength(20)
  language?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until then no lead is handed to me in turn; null: I am back.',
    example: null,
  })
  @ValidateIf((_body, value) => value !== undefined && value !== null)
  @IsInstant()
  awayUntil?: Date | null;
}

class ProfileTeam {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'Bell Realty' }) name: string;
}

export class ProfileResponse implements Profile {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'sam.bell@example.com' }) email: string;
  @ApiProperty({ example: 'Sam Bell' }) name: string;
  @ApiProperty({ type: String, nullable: true, example: null }) avatar: string | null;
  @ApiProperty({ example: 'America/Chicago' }) timezone: string;
  @ApiProperty({ example: 'en' }) language: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null }) awayUntil: Date | null;
  @ApiProperty({ example: true }) emailVerified: boolean;
  @ApiProperty({ enum: TeamRole, enumName: 'TeamRole' }) role: TeamRole;
  @ApiProperty({ type: ProfileTeam }) team: ProfileTeam;
  @ApiProperty({ enum: permissions, isArray: true, enumName: 'Permission' }) permissions: Permission[];
  @ApiProperty({ format: 'date-time' }) createdAt: Date;

  static from(this: void, profile: Profile): ProfileResponse {
    return Object.assign(new ProfileResponse(), profile);
  }
}
