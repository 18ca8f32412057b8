import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsUUID } from 'class-validator';
import {
  DECISION_KINDS,
  ROUTE_STATES,
  type Decision,
  type LeadResponse,
  type LeadRouting,
  type Look,
  type Outcome,
  type Route,
  type RouteState,
  type Standing,
} from '@domain/routing';
import { pageResponse } from '@platform/http';
import { IsMoment } from '@platform/validation';
import { id, instant, orNever, orNobody, uuid } from './docs';

const reason = {
  example: 'Rule 2 “Zillow” met (source = zillow): Ann 3 open, Ben 5 open; Cat paused. Given to Ann.',
} as const;

export class StandingResponse implements Standing {
  @ApiProperty(uuid) userId: string;
  @ApiProperty({ example: 'Ann' }) name: string;
  @ApiProperty({ type: 'integer', example: 3 }) openLeads: number;
  @ApiProperty({ enum: ['free', 'paused', 'away', 'full', 'off_hours', 'had_it'], example: 'free' })
  verdict: Standing['verdict'];
  @ApiProperty({ example: true }) chosen: boolean;
}

export class LookResponse implements Look {
  @ApiProperty(uuid) ruleId: string;
  @ApiProperty({ example: 'Zillow' }) rule: string;
  @ApiProperty({
    type: 'integer',
    example: 0,
    description: '0: the rule’s own people; n: its n-th fallback.',
  })
  step: number;
  @ApiProperty({ example: true }) met: boolean;
  @ApiProperty({ type: [StandingResponse], description: 'In the order in which they are asked.' })
  people: StandingResponse[];
  @ApiProperty({ example: 'Rule 2 “Zillow” met (source = zillow): Ann 3 open' }) said: string;
}

export class RouteResponse implements Route {
  @ApiProperty(uuid) leadId: string;
  @ApiProperty({
    enum: ROUTE_STATES,
    example: 'offered',
    description:
      '`waiting`: for working hours. `pool`: anybody may claim it. `by_hand`: given to somebody outside the rules.',
  })
  state: RouteState;
  @ApiProperty({ type: 'integer', example: 2 }) revision: number;
  @ApiProperty(orNobody) ruleId: string | null;
  @ApiProperty({ type: 'integer', nullable: true, example: 2 }) position: number | null;
  @ApiProperty({ type: 'integer', example: 0 }) step: number;
  @ApiProperty({ ...orNobody, description: 'Who has got it.' }) userId: string | null;
  @ApiProperty({ ...orNever, description: 'When the offer or the wait ends.' }) expiresAt: Date | null;
  @ApiProperty(instant) updatedAt: Date;
}

export class SpeedResponse implements LeadResponse {
  @ApiProperty(uuid) leadId: string;
  @ApiProperty({ ...instant, description: 'When the lead arrived.' }) startedAt: Date;
  @ApiProperty({ ...orNobody, description: 'Whose turn it is.' }) userId: string | null;
  @ApiProperty(orNobody) ruleId: string | null;
  @ApiProperty({ type: 'integer', example: 1 }) revision: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 15 }) minutes: number | null;
  @ApiProperty(orNever) dueAt: Date | null;
  @ApiProperty({
    ...orNever,
    description: 'The first time that nobody was in contact in time.',
    example: null,
  })
  breachedAt: Date | null;
  @ApiProperty(orNever) contactedAt: Date | null;
  @ApiProperty(orNobody) contactedById: string | null;
  @ApiProperty({
    type: String,
    enum: ['message', 'activity', 'appointment'],
    nullable: true,
    example: 'message',
  })
  contact: string | null;
}

export class DecisionResponse implements Decision {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ enum: DECISION_KINDS, example: 'assigned' }) kind: string;
  @ApiProperty(orNobody) ruleId: string | null;
  @ApiProperty(orNobody) userId: string | null;
  @ApiProperty(reason) reason: string;
  @ApiProperty({ type: [LookResponse], description: 'What was looked at, one after the other.' })
  looks: LookResponse[];
  @ApiProperty(instant) createdAt: Date;
  detail: unknown;

  static from(this: void, { detail, ...decision }: Decision): DecisionResponse {
    const { looks = [] } = detail as { looks?: LookResponse[] };
    return Object.assign(new DecisionResponse(), decision, { looks });
  }
}

export class DecisionPage extends pageResponse(DecisionResponse) {}

export class LeadRoutingResponse {
  @ApiProperty({ type: RouteResponse, nullable: true, description: 'Null: no rule was ever asked.' })
  route: RouteResponse | null;
  @ApiProperty({ type: SpeedResponse, nullable: true }) response: SpeedResponse | null;
  @ApiProperty({ type: DecisionPage, description: 'Newest first.' }) decisions: DecisionPage;

  static from(this: void, { decisions, ...rest }: LeadRouting): LeadRoutingResponse {
    const page = { data: decisions.data.map(DecisionResponse.from), nextCursor: decisions.nextCursor };
    return Object.assign(new LeadRoutingResponse(), rest, { decisions: page });
  }
}

export class SimulateBody {
  @ApiPropertyOptional({ ...uuid, description: 'A lead of the team, as it is; or state `facts`.' })
  @IsOptional()
  @IsUUID()
  leadId?: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'What is to be known of a lead that does not exist, by the names of `GET /api/segments/facts`.',
    example: { 'lead.source': 'zillow', 'lead.city': 'Austin', 'lead.value': 650_000 },
  })
  @IsOptional()
  @IsObject()
  facts?: object;
  @ApiPropertyOptional({ ...instant, description: 'The moment whose working hours count. Default: now.' })
  @IsOptional()
  @IsMoment()
  at?: Date;
}

export class SimulationResponse {
  @ApiProperty({ enum: ['assign', 'offer', 'wait', 'pool'], example: 'assign' }) outcome: Outcome['kind'];
  @ApiProperty(reason) reason: string;
  @ApiProperty(orNobody) ruleId: string | null;
  @ApiProperty({
    type: [String],
    format: 'uuid',
    description: 'Who would get it, or an offer.',
    example: [id],
  })
  userIds: string[];
  @ApiProperty({ ...orNever, description: 'With `wait`: until when.', example: null }) until: Date | null;
  @ApiProperty({ type: [LookResponse] }) looks: LookResponse[];

  static from(this: void, outcome: Outcome): SimulationResponse {
    const { kind, reason: why, looks, place } = outcome;
    const userIds = kind === 'assign' ? [outcome.userId] : kind === 'offer' ? outcome.userIds : [];
    return Object.assign(new SimulationResponse(), {
      ...{ outcome: kind, reason: why, looks, userIds, ruleId: place?.ruleId ?? null },
      until: kind === 'wait' ? outcome.until : null,
    });
  }
}
