import { ApiProperty } from '@nestjs/swagger';
import type { MemberPerformance, Performance, TeamFigures } from '@domain/analytics';
import { TEAM_ROLES } from '@platform/auth';
import { count, money, PeriodReportResponse, rate } from './period.dto';

class PerformanceResponse implements Performance {
  @count(48, 'As things stand.') openLeads: number;
  @money(9_600_000) openValue: number;
  @count(2, 'As things stand.') tasksOverdue: number;
  @count(21, 'Created in the period.') newLeads: number;
  @count(3, 'In the period.') won: number;
  @count(5) lost: number;
  @money(1_250_000, 'Sum of the values of what was won.') revenue: number;
  @rate(0.375) winRate: number | null;
  @count(14, 'As host.') appointmentsHeld: number;
  @count(1) noShows: number;
  @count(33) tasksCompleted: number;
  @count(58, 'Calls, meetings, showings and the like that the person wrote down.') activitiesLogged: number;
}

class MemberPerformanceResponse extends PerformanceResponse implements MemberPerformance {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' }) userId: string;
  @ApiProperty({ example: 'Dana Bell' }) name: string;
  @ApiProperty({ enum: TEAM_ROLES, example: 'MEMBER' }) role: string;
}

export class TeamPerformanceResponse extends PeriodReportResponse implements TeamFigures {
  @ApiProperty({ example: true, description: 'False: one’s own row alone.' }) everyone: boolean;
  @ApiProperty({
    type: [MemberPerformanceResponse],
    description: 'By name. Leads count for who has them now.',
  })
  members: MemberPerformanceResponse[];
  @ApiProperty({ type: PerformanceResponse, nullable: true, description: 'What is nobody’s.' })
  unassigned: PerformanceResponse | null;
  @ApiProperty({
    type: PerformanceResponse,
    nullable: true,
    description: 'What belongs to people who have left the team or are deactivated.',
  })
  former: PerformanceResponse | null;
}
