import { Module } from '@nestjs/common';
import { SegmentsModule } from '@domain/segments';
import { SegmentVocabularyController } from './segment-vocabulary.controller';
import { SegmentsController } from './segments.controller';

// Routes with fixed names come before those with an id.
@Module({ imports: [SegmentsModule], controllers: [SegmentVocabularyController, SegmentsController] })
export class SegmentsHttpModule {}
