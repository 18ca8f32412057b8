import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEnum, IsOptional, IsUUID } from 'class-validator';
import type { Member } from '@domain/identity';
import { TeamRole } from '@platform/database';
import { IdParam, pageResponse } from '@platform/http';

const id = { format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' };

export class MemberParams extends IdParam {
  @ApiProperty(id) @IsUUID() userId: string;
}

export class SetRoleBody {
  @ApiProperty({ enum: TeamRole, enumName: 'TeamRole', example: 'MANAGER' })
  @IsEnum(TeamRole)
  role: TeamRole;
}

export class TransferOwnershipBody {
  @ApiProperty({ ...id, description: 'The member who becomes the owner.' }) @IsUUID() userId: string;
}

export class ReassignQuery {
  @ApiPropertyOptional({
    ...id,
    description:
      'Whose the leads, open tasks and coming appointments become. Left out: leads and tasks become nobody’s.',
  })
  @IsOptional()
  @IsUUID()
  reassignTo?: string;
}

export class LeaveBody {
  @ApiPropertyOptional({ ...id, description: 'Whose my leads, open tasks and coming appointments become.' })
  @IsOptional()
  @IsUUID()
  reassignTo?: string;
}

export class MemberResponse implements Member {
  @ApiProperty(id) userId: string;
  @ApiProperty({ example: 'sam.bell@example.com' }) email: string;
  @ApiProperty({ example: 'Sam Bell' }) name: string;
  @ApiProperty({ type: String, nullable: true, example: null }) avatar: string | null;
  @ApiProperty({ enum: TeamRole, enumName: 'TeamRole' }) role: TeamRole;
  @ApiProperty({ example: true, description: 'False: deactivated, and shut out.' }) active: boolean;
  @ApiProperty({ format: 'date-time' }) joinedAt: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastLoginAt: Date | null;

  static from(this: void, member: Member): MemberResponse {
    return Object.assign(new MemberResponse(), member);
  }
}

export class MemberPage extends pageResponse(MemberResponse) {}
