import { Module } from '@nestjs/common';
import { DuplicatesModule } from '@domain/duplicates';
import { DuplicatesController } from './duplicates.controller';
import { MergesController } from './merges.controller';

@Module({ imports: [DuplicatesModule], controllers: [DuplicatesController, MergesController] })
export class DuplicatesHttpModule {}
