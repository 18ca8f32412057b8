import { Module } from '@nestjs/common';
import { TimelineModule } from '@domain/timeline';
import { TimelineController } from './timeline.controller';

@Module({ imports: [TimelineModule], controllers: [TimelineController] })
export class TimelineHttpModule {}
