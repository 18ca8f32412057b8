import { Module } from '@nestjs/common';
import { NotesModule } from '@domain/notes';
import { NotesController } from './notes.controller';

@Module({ imports: [NotesModule], controllers: [NotesController] })
export class NotesHttpModule {}
