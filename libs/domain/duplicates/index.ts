export { DuplicatesModule } from './duplicates.module';
export { Duplicates } from './duplicates.service';
export { MATCH_REASONS, type MatchReason } from './matching/match-score';
export type { MergeReport, MovedRows } from './merging/merge-report';
export { Merges, type MergeDone } from './merging/merges.service';
export type { DuplicatePair, PairedLead } from './pairs.repository';
