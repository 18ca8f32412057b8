import { Body, Controller, Get, Header, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SEGMENT_FACTS, Segments, segmentSchema } from '@domain/segments';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint } from '@platform/http';
import { LeadResponse } from '@domain/leads/http';
import { PreviewSegmentBody, SegmentFactResponse, SegmentPreviewResponse } from './segments.dto';

/** What authors work with before a segment is saved. */
@ApiTags('Segments')
@Controller('segments')
export class SegmentVocabularyController {
  constructor(private readonly segments: Segments) {}

  @Get('schema')
  @Header('content-type', 'application/schema+json')
  @Endpoint({
    summary: 'The JSON Schema of a definition (draft 2020-12)',
    access: 'segments:read',
    produces: 'application/schema+json',
  })
  schema(): string {
    return JSON.stringify(segmentSchema);
  }

  @Get('facts')
  @Endpoint({
    summary: 'What a definition may speak of, with the operators of each',
    access: 'segments:read',
    response: [SegmentFactResponse],
  })
  facts(): SegmentFactResponse[] {
    return [...SEGMENT_FACTS];
  }

  @Post('preview')
  @Endpoint({
    summary: 'How many leads a definition means just now, and the newest ten of them; saves nothing',
    description: 'Of the leads that the caller sees. Days and periods go by the clock of the team.',
    access: 'segments:read',
    response: SegmentPreviewResponse,
    errors: ['400:segment_invalid', '422:segment_too_slow'],
    idempotent: false,
  })
  async preview(
    @CurrentActor() actor: Actor,
    @Body() { definition }: PreviewSegmentBody,
  ): Promise<SegmentPreviewResponse> {
    const { count, leads } = await this.segments.preview(actor.scope, definition);
    return { count, leads: leads.map(LeadResponse.from) };
  }
}
