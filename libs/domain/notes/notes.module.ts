import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { LeadsModule } from '@domain/leads';
import { NotesRepository } from './notes.repository';
import { Notes } from './notes.service';

@Module({ imports: [ActivitiesModule, LeadsModule], providers: [Notes, NotesRepository], exports: [Notes] })
export class NotesModule {}
