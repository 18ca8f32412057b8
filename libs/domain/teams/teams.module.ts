import { Module } from '@nestjs/common';
import { TeamsRepository } from './teams.repository';
import { TeamsService } from './teams.service';

@Module({ providers: [TeamsService, TeamsRepository], exports: [TeamsService] })
export class TeamsModule {}
