import { Module } from '@nestjs/common';
import { UpcomingModule } from '@domain/upcoming';
import { UpcomingController } from './upcoming.controller';

@Module({ imports: [UpcomingModule], controllers: [UpcomingController] })
export class UpcomingHttpModule {}
