import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

export class AvatarResponse {
  @ApiProperty({
    example: 'https://crm.example.com/api/avatars/k3x9qz2a7b3e9d2f4a5b6c7d8e9f0a1b',
    description: 'A picture of 256 × 256 pixels; another upload has another address.',
  })
  avatar: string;

  static from(this: void, avatar: string): AvatarResponse {
    return Object.assign(new AvatarResponse(), { avatar });
  }
}

export class AvatarParam {
  @ApiProperty({ example: 'k3x9qz2a7b3e9d2f4a5b6c7d8e9f0a1b' })
  @Matches(/^[\w-]{1,64}$/)
  name: string;
}
