import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { TeamsRepository } from './teams.repository';
import { TeamsService } from './teams.service';

@Module({ imports: [ActivitiesModule], providers: [TeamsService, TeamsRepository], exports: [TeamsService] })
export class TeamsModule {}
