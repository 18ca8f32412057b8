import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** `/:id` of every resource. */
export class IdParam {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' })
  @IsUUID()
  id: string;
}
