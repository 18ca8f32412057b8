import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsOptional, IsString, IsTimeZone, Length, Matches, MaxLength } from 'class-validator';
import type { Registration, SignInChallenge, Tokens } from '@domain/identity';

const trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
/** A name stands in mails: one line. */
const oneLine = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
/** Longer than any password that is accepted; the policy answers for the rest. */
const maxPassword = 1_000;

const address = { example: 'sam.bell@example.com', maxLength: 254 };
const link = {
  description: 'The token of the mailed link.',
  example: 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V',
};

export class RegisterRequest implements Registration {
  @ApiProperty(address) @trimmed() @IsEmail() @MaxLength(254) email: string;

  @ApiProperty({
    minLength: 12,
    maxLength: 128,
    description: 'Any characters; common passwords are refused.',
    example: 'seven lamps on a green barn',
  })
  @IsString()
  @MaxLength(maxPassword)
  password: string;

  @ApiProperty({ example: 'Sam Bell', maxLength: 100 })
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(oneLine)
  name: string;

  @ApiPropertyOptional({ example: 'Bell Realty', maxLength: 100 })
  @IsOptional()
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(oneLine)
  teamName?: string;

  @ApiPropertyOptional({ example: 'America/Chicago', description: 'IANA time zone.' })
  @IsOptional()
  @IsTimeZone()
  timezone?: string;
}

export class RegisterResponse {
  @ApiProperty({
    example: 'check_your_inbox',
    description: 'The same for every address, whether it has an account or not.',
  })
  status: 'check_your_inbox' = 'check_your_inbox';
}

export class LoginRequest {
  @ApiProperty(address) @IsString() @MaxLength(254) email: string;
  @ApiProperty({ example: 'seven lamps on a green barn' })
  @IsString()
  @MaxLength(maxPassword)
  password: string;
}

/** The answer to a right password of somebody whose sign-in has a second step. */
export class ChallengeResponse implements SignInChallenge {
  @ApiProperty({ enum: ['second_factor_required'] })
  status: 'second_factor_required' = 'second_factor_required';
  @ApiProperty({ description: 'For `POST /api/auth/2fa`, together with a code.' }) challenge: string;
  @ApiProperty({ example: 300, description: 'Seconds that the challenge is good for.' }) expiresIn: number;

  static from(this: void, challenge: SignInChallenge): ChallengeResponse {
    return Object.assign(new ChallengeResponse(), challenge);
  }
}

export class CompleteLoginRequest {
  @ApiProperty({ description: 'From the answer to the password.' })
  @IsString()
  @MaxLength(200)
  challenge: string;

  @ApiProperty({ example: '123456', description: 'Of the authenticator app, or a recovery code.' })
  @IsString()
  @MaxLength(100)
  code: string;
}

export class RefreshRequest {
  @ApiProperty({ description: 'The refresh token of the last answer; good once.' })
  @IsString()
  @MaxLength(200)
  refreshToken: string;
}

export class TokensResponse implements Tokens {
  @ApiProperty({ description: 'For `Authorization: Bearer …`.' }) accessToken: string;
  @ApiProperty({ description: 'Good once, for 7 days; each refresh answers with the next one.' })
  refreshToken: string;
  @ApiProperty({ enum: ['Bearer'] }) tokenType: 'Bearer' = 'Bearer';
  @ApiProperty({ example: 900, description: 'Seconds that the access token is good for.' }) expiresIn: number;

  static from(this: void, tokens: Tokens): TokensResponse {
    return Object.assign(new TokensResponse(), tokens);
  }
}

export class ForgotPasswordRequest {
  @ApiProperty(address) @IsString() @MaxLength(254) email: string;
}

export class ResetPasswordRequest {
  @ApiProperty(link) @IsString() @MaxLength(200) token: string;
  @ApiProperty({ minLength: 12, maxLength: 128, example: 'nine kites above a red mill' })
  @IsString()
  @MaxLength(maxPassword)
  password: string;
}

export class VerifyEmailRequest {
  @ApiProperty(link) @IsString() @MaxLength(200) token: string;
}
