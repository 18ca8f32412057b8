import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateIf } from 'class-validator';
import type { HookAnswer, HookLink, SigningSecret } from '@domain/workflows';
import { id } from './workflow.dto';

const moment = { type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' } as const;
const uuid = { type: String, format: 'uuid', example: id } as const;
/** Two weeks. */
const longest = 20_160;
const given = () => ValidateIf((_body, value) => value !== undefined);

export class ExchangeBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: longest,
    default: 0,
    description: 'So long the one before works beside the new one. 0: it is dead at once, as after a leak.',
    example: 1_440,
  })
  @given()
  @IsInt()
  @Min(0)
  @Max(longest)
  overlapMinutes: number = 0;
}

export class PreviousHookResponse {
  @ApiProperty(moment) worksUntil: Date;
  @ApiProperty({ ...moment, nullable: true, description: 'Tells who has not changed over yet.' })
  lastUsedAt: Date | null;
}

export class HookLinkResponse implements HookLink {
  @ApiProperty(moment) createdAt: Date;
  @ApiProperty({ ...moment, nullable: true }) lastUsedAt: Date | null;
  @ApiProperty({
    type: PreviousHookResponse,
    nullable: true,
    description: 'The URL before it, while it still works.',
  })
  previous: PreviousHookResponse | null;
}

export class NewHookResponse extends HookLinkResponse {
  @ApiProperty({ description: 'Shown this once.', example: 'https://crm.example.com/api/hooks/3q2-7w' })
  url: string;
}

export class WebhookSecretResponse implements SigningSecret {
  @ApiProperty({ example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }) secret: string;
  @ApiProperty({
    ...moment,
    nullable: true,
    description: 'So long calls bear a signature by the secret before as well. Null: by this one alone.',
    example: null,
  })
  previousUntil: Date | null;
}

export class HookAnswerResponse implements HookAnswer {
  @ApiProperty({ ...uuid, nullable: true }) leadId: string | null;
  @ApiProperty({
    ...uuid,
    nullable: true,
    description: 'Null: a rule kept the lead out, or it is in already.',
  })
  runId: string | null;
}
