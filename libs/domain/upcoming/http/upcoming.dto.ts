import { ApiProperty } from '@nestjs/swagger';
import {
  COLLISION_KINDS,
  UPCOMING_KINDS,
  type Collision,
  type CollisionKind,
  type Upcoming,
  type UpcomingItem,
  type UpcomingKind,
  type UpcomingMessage,
  type UpcomingSource,
} from '@domain/upcoming';
import { pageResponse } from '@platform/http';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const moment = { type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' } as const;

export class CollisionResponse implements Collision {
  @ApiProperty({
    enum: COLLISION_KINDS,
    description:
      'close_together: another message leaves within four hours. outside_window: due outside the sending hours. suppressed_address: must not be written to.',
    example: 'close_together',
  })
  kind: CollisionKind;
  @ApiProperty({ type: [String], description: 'Keys of the other messages.', example: [`campaign:${id}`] })
  with: string[];
}

export class UpcomingSourceResponse implements UpcomingSource {
  @ApiProperty({
    description: 'campaign, workflow, appointment, task; of a message in the ledger, its kind.',
    example: 'campaign',
  })
  kind: string;
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ type: String, nullable: true, example: 'Spring listings' }) name: string | null;
}

export class UpcomingMessageResponse implements UpcomingMessage {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null while it is not in the ledger.',
    example: null,
  })
  id: string | null;
  @ApiProperty({ enum: ['EMAIL', 'SMS'], example: 'EMAIL' }) channel: UpcomingMessage['channel'];
  @ApiProperty({ enum: ['marketing', 'transactional'], example: 'marketing' })
  purpose: UpcomingMessage['purpose'];
  @ApiProperty({
    enum: ['sends', 'skips', 'waits'],
    description: 'What the send gate would do.',
    example: 'sends',
  })
  outcome: UpcomingMessage['outcome'];
  @ApiProperty({ description: 'Stable code of the gate.', example: 'allowed' }) reason: string;
}

export class UpcomingItemResponse implements UpcomingItem {
  @ApiProperty({ description: 'Stable from one answer to the next.', example: `campaign:${id}` }) key: string;
  @ApiProperty({
    enum: UPCOMING_KINDS,
    description:
      'A message to the lead; a task for a person; a workflow that goes on; a workflow that takes the lead in by its clock or a date.',
    example: 'message',
  })
  kind: UpcomingKind;
  @ApiProperty({ ...moment, description: 'A message leaves (else is due), a task is due, a run goes on.' })
  at: Date;
  @ApiProperty(moment) dueAt: Date;
  @ApiProperty({ type: String, nullable: true, example: 'Ana, three homes in Austin' }) title: string | null;
  @ApiProperty({ type: UpcomingSourceResponse }) source: UpcomingSourceResponse;
  @ApiProperty({ type: UpcomingMessageResponse, nullable: true }) message: UpcomingMessageResponse | null;
  @ApiProperty({
    type: [String],
    description: 'Events that would change it: what a run waits for before, and what ends the run.',
    example: ['MESSAGE_RECEIVED', 'reply'],
  })
  unless: string[];
  @ApiProperty({ type: [CollisionResponse] }) collisions: CollisionResponse[];
  @ApiProperty({
    description:
      'It rests on how the lead is just now: a campaign whose audience is not frozen yet, or a workflow that has not taken the lead in.',
    example: true,
  })
  provisional: boolean;
}

export class UpcomingResponse extends pageResponse(UpcomingItemResponse) implements Upcoming {
  @ApiProperty(moment) from: Date;
  @ApiProperty({ ...moment, example: '2026-12-20T15:00:00.000Z' }) until: Date;
  @ApiProperty({ description: 'False: some source has more than is looked at.', example: true })
  complete: boolean;
}
