import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsEmail,
  IsEnum,
  IsOptional,
  IsString,
  IsTimeZone,
  IsUUID,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import {
  INVITATION_STATES,
  type Invitation,
  type InvitationPreview,
  type InvitationState,
  type InvitedRegistration,
} from '@domain/members';
import { TeamRole } from '@platform/database';
import { IdParam, pageResponse } from '@platform/http';
import { oneLine, trimmed } from './texts';

const id = { format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' };
const token = {
  description: 'The token of the mailed link.',
  example: 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V',
};

export class InvitationParams extends IdParam {
  @ApiProperty(id) @IsUUID() invitationId: string;
}

export class InviteBody {
  @ApiProperty({ example: 'kim.ng@example.com', maxLength: 254 })
  @trimmed()
  @IsEmail()
  @MaxLength(254)
  email: string;

  @ApiProperty({ enum: TeamRole, enumName: 'TeamRole', example: 'MEMBER' })
  @IsEnum(TeamRole)
  role: TeamRole;
}

export class InvitationResponse implements Invitation {
  @ApiProperty(id) id: string;
  @ApiProperty({ example: 'kim.ng@example.com' }) email: string;
  @ApiProperty({ enum: TeamRole, enumName: 'TeamRole' }) role: TeamRole;
  @ApiProperty({ enum: INVITATION_STATES, enumName: 'InvitationState' }) state: InvitationState;
  @ApiProperty(id) invitedById: string;
  @ApiProperty({ example: 1, description: 'Letters sent so far.' }) sent: number;
  @ApiProperty({ format: 'date-time' }) sentAt: Date;
  @ApiProperty({ format: 'date-time' }) expiresAt: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) acceptedAt: Date | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) acceptedById: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: Date;

  static from(this: void, invitation: Invitation): InvitationResponse {
    return Object.assign(new InvitationResponse(), invitation);
  }
}

export class InvitationPage extends pageResponse(InvitationResponse) {}

export class InvitationTokenBody {
  @ApiProperty(token) @IsString() @MaxLength(200) token: string;
}

export class InvitedRegistrationBody extends InvitationTokenBody implements InvitedRegistration {
  @ApiProperty({ example: 'Kim Ng', maxLength: 100 })
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(oneLine)
  name: string;

  @ApiProperty({ minLength: 12, maxLength: 128, example: 'nine kites above a red mill' })
  @IsString()
  @MaxLength(1_000)
  password: string;

  @ApiPropertyOptional({ example: 'America/Chicago', description: 'IANA time zone.' })
  @IsOptional()
  @IsTimeZone()
  timezone?: string;
}

export class InvitationPreviewResponse implements InvitationPreview {
  @ApiProperty({ example: 'Bell Realty' }) teamName: string;
  @ApiProperty({ example: 'Sam Bell' }) invitedBy: string;
  @ApiProperty({ example: 'kim.ng@example.com' }) email: string;
  @ApiProperty({ enum: TeamRole, enumName: 'TeamRole' }) role: TeamRole;
  @ApiProperty({ format: 'date-time' }) expiresAt: Date;
  @ApiProperty({ description: 'True: sign in and accept. False: register by the link.' }) hasAccount: boolean;

  static from(this: void, preview: InvitationPreview): InvitationPreviewResponse {
    return Object.assign(new InvitationPreviewResponse(), preview);
  }
}

export class SignedInResponse {
  @ApiProperty({ description: 'For `Authorization: Bearer …`, in the team that was joined.' })
  accessToken: string;
  @ApiProperty({ description: 'Good once, for 7 days.' }) refreshToken: string;
  @ApiProperty({ enum: ['Bearer'] }) tokenType: 'Bearer' = 'Bearer';
  @ApiProperty({ example: 900, description: 'Seconds that the access token is good for.' }) expiresIn: number;

  static from(
    this: void,
    tokens: { accessToken: string; refreshToken: string; expiresIn: number },
  ): SignedInResponse {
    return Object.assign(new SignedInResponse(), tokens);
  }
}
