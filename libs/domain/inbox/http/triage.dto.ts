import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { IsLine } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';

export class SenderLeadBody {
  @ApiPropertyOptional({ example: 'Ann Lee' }) @IsOptional() @IsLine(200) name?: string;
  @ApiPropertyOptional({ example: 'ann@example.com' }) @IsOptional() @IsLine(320) email?: string;
  @ApiPropertyOptional({ example: '(512) 555-0123' }) @IsOptional() @IsLine(64) phone?: string;
}

export class AttachThreadBody {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() leadId: string;
}
