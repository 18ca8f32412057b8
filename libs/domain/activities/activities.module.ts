import { Module } from '@nestjs/common';
import { ActivitiesRepository } from './activities.repository';
import { Activities } from './activities.service';

@Module({ providers: [Activities, ActivitiesRepository], exports: [Activities] })
export class ActivitiesModule {}
