import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

export class ChangePasswordRequest {
  @ApiProperty({ example: 'seven lamps on a green barn' })
  @IsString()
  @MaxLength(1_000)
  currentPassword: string;

  @ApiProperty({
    minLength: 12,
    maxLength: 128,
    description: 'Any characters; common passwords are refused.',
    example: 'nine kites above a red mill',
  })
  @IsString()
  @MaxLength(1_000)
  newPassword: string;
}
