import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { Mentions } from './mentions.service';
import { NotesRepository } from './notes.repository';
import { Notes } from './notes.service';

@Module({
  imports: [ActivitiesModule, LeadsModule],
  providers: [Notes, Mentions, NotesRepository],
  exports: [Notes, Mentions],
})
export class NotesModule {}
