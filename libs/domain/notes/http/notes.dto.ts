import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { noteLimits, type Note } from '@domain/notes';
import { pageResponse } from '@platform/http';
import { IsText } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const content = `Wants a garden. @[Jo Bell](${id}) knows one.`;
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;

export class NoteLeadParam {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() leadId: string;
}

export class NoteBody {
  @ApiProperty({
    minLength: 1,
    maxLength: noteLimits.content,
    description: `Plain text. A member is mentioned, and notified, as \`@[Name](user id)\`; ${noteLimits.mentions} at most.`,
    example: content,
  })
  @IsText(noteLimits.content)
  content: string;
}

export class NoteResponse implements Note {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ format: 'uuid', example: id }) leadId: string;
  @ApiProperty({ example: content }) content: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null: an API key.',
    example: id,
  })
  authorId: string | null;
  @ApiProperty({ type: [String], format: 'uuid', description: 'Members who are mentioned.', example: [id] })
  mentions: string[];
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty(instant) updatedAt: Date;
}

export class NotePage extends pageResponse(NoteResponse) {}
