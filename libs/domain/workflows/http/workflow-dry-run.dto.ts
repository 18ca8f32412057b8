import { ApiProperty } from '@nestjs/swagger';
import {
  REPLAY_CAVEATS,
  REPLAY_SOURCES,
  type CaveatCode,
  type DryRun,
  type Replay,
  type ReplayBasis,
  type ReplaySource,
  type SimulatedMessage,
  type SimulatedRun,
  type SimulatedStep,
} from '@domain/workflows';
import { id } from './workflow.dto';

const moment = { type: String, format: 'date-time', example: '2027-03-12T15:00:00.000Z' } as const;
const anything = { type: 'object', additionalProperties: true } as const;
const counts = { type: 'object', additionalProperties: { type: 'integer' } } as const;
const explanation = {
  ...anything,
  nullable: true,
  description: 'The condition with what held and what was found; null where none is asked.',
  example: { holds: true, fact: 'lead.phone', op: 'exists', actual: '+15125550142' },
} as const;

export class SimulatedStepResponse implements SimulatedStep {
  @ApiProperty(moment) at: Date;
  @ApiProperty({ example: 'text' }) nodeId: string;
  @ApiProperty({ example: 'SEND_SMS' }) kind: SimulatedStep['kind'];
  @ApiProperty({ type: String, nullable: true, example: null }) name: string | null;
  @ApiProperty({ enum: ['done', 'skipped', 'waiting'], example: 'done' }) outcome: SimulatedStep['outcome'];
  @ApiProperty({ ...anything, example: { message: 0, outcome: 'sends' } }) detail: object;
}

export class SimulatedMessageResponse implements SimulatedMessage {
  @ApiProperty({ example: 'text' }) nodeId: string;
  @ApiProperty({ enum: ['EMAIL', 'SMS'], example: 'SMS' }) channel: SimulatedMessage['channel'];
  @ApiProperty({ enum: ['marketing', 'transactional'], example: 'marketing' })
  purpose: SimulatedMessage['purpose'];
  @ApiProperty(moment) at: Date;
  @ApiProperty({ ...moment, description: 'Later than `at` in quiet hours.' }) dueAt: Date;
  @ApiProperty({ example: '+15125550142' }) to: string;
  @ApiProperty({ type: String, nullable: true, example: null }) subject: string | null;
  @ApiProperty({ example: 'Hi Maria!' }) body: string;
  @ApiProperty({ type: [String], example: [] }) missingFields: string[];
  @ApiProperty({
    ...anything,
    description: 'What the send gate would say, and when the message would leave.',
    example: {
      outcome: 'sends',
      at: '2027-03-12T15:00:00.000Z',
      reason: 'allowed',
      verdicts: [
        { at: '2027-03-12T15:00:00.000Z', verdict: { action: 'send', reason: 'allowed', checks: [] } },
      ],
    },
  })
  forecast: SimulatedMessage['forecast'];
  @ApiProperty({ description: 'Taken back, because the run ended first.', example: false })
  withdrawn: boolean;
}

const states = ['completed', 'exited', 'waiting', 'cut_off'] as const;

export class SimulatedRunResponse implements SimulatedRun {
  @ApiProperty(moment) startAt: Date;
  @ApiProperty({ ...moment, nullable: true }) endAt: Date | null;
  @ApiProperty({ enum: states, example: 'completed' }) state: SimulatedRun['state'];
  @ApiProperty({ example: 'goal' }) reason: string;
  @ApiProperty({ type: [SimulatedStepResponse] }) steps: SimulatedStepResponse[];
  @ApiProperty({ type: [SimulatedMessageResponse] }) messages: SimulatedMessageResponse[];
}

export class DryRunResponse implements DryRun {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null: the sample lead.',
    example: id,
  })
  leadId: string | null;
  @ApiProperty(moment) startAt: Date;
  @ApiProperty({ description: 'Whether the lead would be let in.', example: true }) enters: boolean;
  @ApiProperty({ ...explanation, description: 'The condition of the trigger.' }) trigger: DryRun['trigger'];
  @ApiProperty({ ...explanation, description: 'The entry condition of the workflow.' })
  entry: DryRun['entry'];
  @ApiProperty({ type: SimulatedRunResponse, nullable: true }) run: SimulatedRunResponse | null;
}

export class ReplayCaveatResponse {
  @ApiProperty({ enum: REPLAY_CAVEATS, example: 'facts_as_of_today' }) code: CaveatCode;
  @ApiProperty({ example: 'Only the present value of the date is stored.' }) message: string;
}

export class ReplayBasisResponse implements ReplayBasis {
  @ApiProperty({
    enum: REPLAY_SOURCES,
    description: 'What the moments were computed from, by the kind of the trigger.',
    example: 'stored_events',
  })
  source: ReplaySource;
  @ApiProperty({ type: [ReplayCaveatResponse], description: 'What the figures do not know, and why.' })
  caveats: ReplayCaveatResponse[];
}

export class ReplayResponse implements Replay {
  @ApiProperty(moment) from: Date;
  @ApiProperty(moment) to: Date;
  @ApiProperty({ description: 'True: there was more than one look takes in.', example: false })
  truncated: boolean;
  @ApiProperty({ type: ReplayBasisResponse }) basis: ReplayBasisResponse;
  @ApiProperty({
    ...anything,
    example: { seen: 400, matched: 320, refused: { leadGone: 2, conditions: 5, reentry: 1 } },
  })
  events: Replay['events'];
  @ApiProperty({
    ...counts,
    example: { total: 312, leads: 312, completed: 250, exited: 12, waiting: 50, cut_off: 0 },
  })
  runs: Replay['runs'];
  @ApiProperty({
    ...anything,
    example: {
      ...{ planned: 640, sent: 598, EMAIL: 300, SMS: 298, withdrawn: 3 },
      ...{ held: { outside_window: 41 }, skipped: { consent_missing: 2 } },
    },
  })
  messages: Replay['messages'];
  @ApiProperty({
    type: 'integer',
    description: 'Messages within four hours of another to the same lead, one of them of this workflow.',
    example: 7,
  })
  doubleTouches: number;
  @ApiProperty({
    type: 'array',
    items: anything,
    example: [
      { leadId: id, startAt: moment.example, endAt: null, state: 'waiting', reason: 'horizon', messages: 1 },
    ],
  })
  examples: Replay['examples'];
}
