import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { inboxLimits, type ThreadComment } from '@domain/inbox';
import { pageResponse } from '@platform/http';
import { IsText } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const content = `Can you call him, @[Jo Bell](${id})?`;

export class CommentParam {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() id: string;
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() commentId: string;
}

export class CommentBody {
  @ApiProperty({
    minLength: 1,
    maxLength: inboxLimits.comment,
    description: 'Plain text. A member is mentioned, and notified, as `@[Name](user id)`; 20 at most.',
    example: content,
  })
  @IsText(inboxLimits.comment)
  content: string;
}

export class CommentResponse implements ThreadComment {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ format: 'uuid', example: id }) threadId: string;
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
  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' }) createdAt: Date;
}

export class CommentPage extends pageResponse(CommentResponse) {}
