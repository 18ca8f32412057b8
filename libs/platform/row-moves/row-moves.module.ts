import { Module } from '@nestjs/common';
import { RowMoves } from './row-moves.repository';

@Module({ providers: [RowMoves], exports: [RowMoves] })
export class RowMovesModule {}
