import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  IsTimeZone,
  Length,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import {
  UNKNOWN_SENDERS,
  type MessagingPolicy,
  type Team,
  type TeamChanges,
  type UnknownSenders,
} from '@domain/teams';
import { IsMessagingPolicy, messagingPolicySchema } from './messaging-policy.rule';

const trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
const nullable = () => ValidateIf((_body, value) => value !== null && value !== undefined);
/** A name that stands in an e-mail header must not be able to end it. */
const oneLine = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;

export class UpdateBusinessSettings implements TeamChanges {
  @ApiPropertyOptional({ example: 'Bell Realty' })
  @ValidateIf((_body, value) => value !== undefined)
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(oneLine)
  name?: string;

  @ApiPropertyOptional({ example: 'America/Chicago', description: 'IANA time zone of the business.' })
  @ValidateIf((_body, value) => value !== undefined)
  @IsTimeZone()
  timezone?: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: '12 Main Street, Austin, TX 78701' })
  @nullable()
  @trimmed()
  @IsString()
  @Length(1, 300)
  postalAddress?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'Bell Realty' })
  @nullable()
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(oneLine)
  emailFromName?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'hello@bell.example' })
  @nullable()
  @trimmed()
  @IsEmail()
  @MaxLength(254)
  emailFromAddress?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '+15125550100', description: 'E.164.' })
  @nullable()
  @Matches(/^\+[1-9]\d{6,14}$/)
  smsFromNumber?: string | null;

  @ApiPropertyOptional({
    enum: UNKNOWN_SENDERS,
    description:
      'Somebody who writes and is no lead waits for a decision in the inbox, or becomes a lead at once.',
  })
  @ValidateIf((_body, value) => value !== undefined)
  @IsIn(UNKNOWN_SENDERS)
  unknownSenders?: UnknownSenders;

  @ApiPropertyOptional(messagingPolicySchema)
  @IsOptional()
  @IsMessagingPolicy()
  messagingPolicy?: MessagingPolicy;
}

export class BusinessSettings {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) id: string;
  @ApiProperty({ example: 'Bell Realty' }) name: string;
  @ApiProperty({ example: 'bell-realty-k3x9qz2a' }) slug: string;
  @ApiProperty({ example: 'America/Chicago' }) timezone: string;
  @ApiProperty({ type: String, nullable: true, example: '12 Main Street, Austin, TX 78701' }) postalAddress:
    string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Bell Realty' }) emailFromName: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'hello@bell.example' }) emailFromAddress:
    string | null;
  @ApiProperty({ type: String, nullable: true, example: '+15125550100' }) smsFromNumber: string | null;
  @ApiProperty({ enum: UNKNOWN_SENDERS, example: 'triage' }) unknownSenders: UnknownSenders;
  @ApiProperty(messagingPolicySchema) messagingPolicy: MessagingPolicy;

  static from(this: void, { memberLeadVisibility: _ofTeam, ...settings }: Team): BusinessSettings {
    return Object.assign(new BusinessSettings(), settings);
  }
}
