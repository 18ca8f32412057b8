import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { ActivitiesController } from './activities.controller';

@Module({ imports: [ActivitiesModule], controllers: [ActivitiesController] })
export class ActivitiesHttpModule {}
