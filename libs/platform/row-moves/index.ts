export type { Follower, MovedPart, Owners, RowMove } from './row-move';
export { partOf, RowMoves } from './row-moves.repository';
export { RowMovesModule } from './row-moves.module';
