import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional } from 'class-validator';
import {
  TIMELINE_KINDS,
  type Timeline,
  type TimelineFilter,
  type TimelineItem,
  type TimelineKind,
  type TimelinePerson,
} from '@domain/timeline';
import { PageQuery, pageResponse } from '@platform/http';
import { IsInstant, QueryList } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const idOrNull = { type: String, format: 'uuid', nullable: true, example: id } as const;
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const instantOrNull = { ...instant, nullable: true } as const;
const text = (example: string | null) => ({ type: String, nullable: true, example }) as const;
type Of<K extends TimelineKind> = NonNullable<TimelineItem[K]>;

export class TimelineQuery extends PageQuery implements TimelineFilter {
  @ApiPropertyOptional({
    enum: TIMELINE_KINDS,
    isArray: true,
    description: 'Only these kinds; repeat or separate by commas.',
  })
  @QueryList()
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TIMELINE_KINDS.length)
  @IsIn(TIMELINE_KINDS, { each: true })
  kinds?: TimelineKind[];

  @ApiPropertyOptional({ ...instant, description: 'Inclusive; a date is midnight UTC.' })
  @IsOptional()
  @IsInstant()
  from?: Date;

  @ApiPropertyOptional({ ...instant, description: 'Exclusive. Now: nothing that is still to come.' })
  @IsOptional()
  @IsInstant()
  to?: Date;
}

export class TimelineNote implements Of<'note'> {
  @ApiProperty({ type: [String], format: 'uuid', example: [id] }) mentions: string[];
  @ApiProperty(instant) updatedAt: Date;
}

export class TimelineActivity implements Of<'activity'> {
  @ApiProperty({ example: 'lead.status_changed' }) type: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'What changed: `{ field: { from, to } }`.',
    example: { status: { from: 'NEW', to: 'CONTACTED' } },
  })
  changes: unknown;
  @ApiProperty({ ...idOrNull, example: null }) campaignId: string | null;
  @ApiProperty({ ...idOrNull, example: null }) subjectId: string | null;
}

export class TimelineMessage implements Of<'message'> {
  @ApiProperty({ enum: ['in', 'out'], example: 'out' }) direction: 'in' | 'out';
  @ApiProperty({ enum: ['EMAIL', 'SMS'], example: 'EMAIL' }) channel: 'EMAIL' | 'SMS';
  @ApiProperty({ description: 'As of a message; `received` of one that came in.', example: 'delivered' })
  state: string;
  @ApiProperty({ ...text('marketing'), description: 'Null of one that came in.' }) purpose: string | null;
  @ApiProperty({ ...text('campaign'), description: 'What sent it.' }) sourceKind: string | null;
  @ApiProperty(idOrNull) sourceId: string | null;
  @ApiProperty({ ...text('pat@example.com'), description: 'To whom, or from whom.' }) address: string | null;
  @ApiProperty({ ...instantOrNull, description: 'When it is or was to go out.' }) dueAt: Date | null;
  @ApiProperty({ ...instantOrNull, description: 'When it was handed to the provider.' }) sentAt: Date | null;
  @ApiProperty(instantOrNull) openedAt: Date | null;
  @ApiProperty({ ...instantOrNull, example: null }) clickedAt: Date | null;
  @ApiProperty({ ...instantOrNull, example: null }) repliedAt: Date | null;
}

export class TimelineAppointment implements Of<'appointment'> {
  @ApiProperty({ type: String, example: 'SHOWING' }) type: Of<'appointment'>['type'];
  @ApiProperty({ type: String, example: 'CONFIRMED' }) status: Of<'appointment'>['status'];
  @ApiProperty(instant) startAt: Date;
  @ApiProperty(instant) endAt: Date;
  @ApiProperty({ example: 'America/New_York' }) zone: string;
  @ApiProperty(text('12 Main Street')) location: string | null;
  @ApiProperty(text(null)) outcome: string | null;
}

export class TimelineTask implements Of<'task'> {
  @ApiProperty({ type: String, example: 'PENDING' }) status: Of<'task'>['status'];
  @ApiProperty({ type: String, example: 'HIGH' }) priority: Of<'task'>['priority'];
  @ApiProperty(instant) dueAt: Date;
  @ApiProperty(text('America/New_York')) zone: string | null;
  @ApiProperty({ ...instantOrNull, example: null }) overdueAt: Date | null;
  @ApiProperty({ ...instantOrNull, example: null }) completedAt: Date | null;
}

const of = (type: new () => object, kind: TimelineKind) => ({
  type,
  nullable: true,
  description: `Null unless the kind is ${kind}.`,
});

export class TimelineItemResponse implements TimelineItem {
  @ApiProperty({ format: 'uuid', description: 'Of the note, the message …', example: id }) id: string;
  @ApiProperty({ enum: TIMELINE_KINDS, example: 'note' }) kind: TimelineKind;
  @ApiProperty({
    ...instant,
    description:
      'When a note was written, an activity happened, a message was put on record or received; when an appointment begins, a task is due.',
  })
  at: Date;
  @ApiProperty({
    ...text(null),
    description: 'Null of notes, texts, and mails with a field that is missing.',
  })
  title: string | null;
  @ApiProperty({ ...text('Wants a garden.'), description: 'As somebody wrote it: plain text, not HTML.' })
  text: string | null;
  @ApiProperty({ ...idOrNull, description: 'Who did or wrote it, hosts it, is to do it.' }) userId:
    string | null;
  @ApiProperty(of(TimelineNote, 'note')) note: TimelineNote | null;
  @ApiProperty(of(TimelineActivity, 'activity')) activity: TimelineActivity | null;
  @ApiProperty(of(TimelineMessage, 'message')) message: TimelineMessage | null;
  @ApiProperty(of(TimelineAppointment, 'appointment')) appointment: TimelineAppointment | null;
  @ApiProperty(of(TimelineTask, 'task')) task: TimelineTask | null;
}

export class TimelinePersonResponse implements TimelinePerson {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Jo Bell' }) name: string;
}

export class TimelinePage extends pageResponse(TimelineItemResponse) implements Timeline {
  @ApiProperty({
    type: [TimelinePersonResponse],
    description: 'Names of the members of whom the page speaks; who has left the team has none.',
  })
  people: TimelinePersonResponse[];
}
