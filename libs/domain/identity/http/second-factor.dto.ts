import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { SecondFactorState } from '@domain/identity';

const password = { example: 'seven lamps on a green barn' };

export class BeginSecondFactorRequest {
  @ApiProperty(password) @IsString() @MaxLength(1_000) password: string;
}

export class NewSecondFactorResponse {
  @ApiProperty({ example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', description: 'To be typed into the app.' })
  secret: string;
  @ApiProperty({
    example: 'otpauth://totp/Brickwork:sam.bell%40example.com?secret=…&issuer=Brickwork',
    description: 'To be shown as a QR code.',
  })
  uri: string;

  static from(this: void, made: { secret: string; uri: string }): NewSecondFactorResponse {
    return Object.assign(new NewSecondFactorResponse(), made);
  }
}

export class VerifySecondFactorRequest {
  @ApiProperty({ example: '123456', description: 'The first code of the new app.' })
  @IsString()
  @MaxLength(100)
  code: string;
}

export class ConfirmSecondFactorRequest extends BeginSecondFactorRequest {
  @ApiProperty({ example: '123456', description: 'Of the authenticator app, or a recovery code.' })
  @IsString()
  @MaxLength(100)
  code: string;
}

export class RecoveryCodesResponse {
  @ApiProperty({
    type: [String],
    example: ['ABCDEF-GHIJKL-MNOPQR-STUVWX'],
    description: 'Each signs in once when the app is lost. They are shown here and never again.',
  })
  recoveryCodes: string[];

  static from(this: void, recoveryCodes: string[]): RecoveryCodesResponse {
    return Object.assign(new RecoveryCodesResponse(), { recoveryCodes });
  }
}

export class SecondFactorResponse implements SecondFactorState {
  @ApiProperty({ example: true }) enabled: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) enabledAt: Date | null;
  @ApiProperty({ type: 'integer', example: 10 }) recoveryCodesLeft: number;

  static from(this: void, state: SecondFactorState): SecondFactorResponse {
    return Object.assign(new SecondFactorResponse(), state);
  }
}
