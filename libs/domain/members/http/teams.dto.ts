import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, IsTimeZone, Length, Matches, ValidateIf } from 'class-validator';
import type { TeamOfPerson } from '@domain/identity';
import type { Team, TeamChanges } from '@domain/teams';
import { LEAD_VISIBILITIES, type LeadVisibility } from '@platform/auth';
import { TeamRole } from '@platform/database';
import { oneLine, trimmed } from './texts';

const given = () => ValidateIf((_body, value) => value !== undefined);
const id = { format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' };

export class CreateTeamBody {
  @ApiProperty({ example: 'Bell Realty', maxLength: 100 })
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(oneLine)
  name: string;

  @ApiPropertyOptional({ example: 'America/Chicago', description: 'IANA time zone of the business.' })
  @given()
  @IsTimeZone()
  timezone?: string;
}

export class UpdateTeamBody implements Pick<TeamChanges, 'name' | 'timezone' | 'memberLeadVisibility'> {
  @ApiPropertyOptional({ example: 'Bell Realty', maxLength: 100 })
  @given()
  @trimmed()
  @IsString()
  @Length(1, 100)
  @Matches(oneLine)
  name?: string;

  @ApiPropertyOptional({ example: 'America/Chicago', description: 'IANA time zone of the business.' })
  @given()
  @IsTimeZone()
  timezone?: string;

  @ApiPropertyOptional({
    enum: LEAD_VISIBILITIES,
    enumName: 'LeadVisibility',
    example: 'own_and_unassigned',
    description:
      'Which leads members see and change, with all that hangs on them. Managers and above see all.',
  })
  @given()
  @IsIn(LEAD_VISIBILITIES)
  memberLeadVisibility?: LeadVisibility;
}

export class TeamResponse implements Pick<
  Team,
  'id' | 'name' | 'slug' | 'timezone' | 'memberLeadVisibility'
> {
  @ApiProperty(id) id: string;
  @ApiProperty({ example: 'Bell Realty' }) name: string;
  @ApiProperty({ example: 'bell-realty-k3x9qz2a' }) slug: string;
  @ApiProperty({ example: 'America/Chicago' }) timezone: string;
  @ApiProperty({ enum: LEAD_VISIBILITIES, enumName: 'LeadVisibility' }) memberLeadVisibility: LeadVisibility;

  static from(this: void, team: Team): TeamResponse {
    const { id: teamId, name, slug, timezone, memberLeadVisibility } = team;
    return Object.assign(new TeamResponse(), { id: teamId, name, slug, timezone, memberLeadVisibility });
  }
}

export class OwnTeamResponse implements TeamOfPerson {
  @ApiProperty(id) id: string;
  @ApiProperty({ example: 'Bell Realty' }) name: string;
  @ApiProperty({ example: 'bell-realty-k3x9qz2a' }) slug: string;
  @ApiProperty({ enum: TeamRole, enumName: 'TeamRole', description: 'What I am in it.' }) role: TeamRole;
  @ApiProperty({ example: 4 }) members: number;
  @ApiProperty({ format: 'date-time' }) joinedAt: Date;
  @ApiProperty({ description: 'Whether the token at hand is for this team.' }) current: boolean;
}

export class OwnTeamsResponse {
  @ApiProperty({ type: [OwnTeamResponse] }) data: OwnTeamResponse[];

  static from(this: void, teams: TeamOfPerson[], currentId: string): OwnTeamsResponse {
    const data = teams.map((team) =>
      Object.assign(new OwnTeamResponse(), team, { current: team.id === currentId }),
    );
    return Object.assign(new OwnTeamsResponse(), { data });
  }
}
