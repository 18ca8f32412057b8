import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { InboxModule } from '@domain/inbox';
import { LeadsModule } from '@domain/leads';
import { MessagingModule } from '@domain/messaging';
import { ScoringModule } from '@domain/scoring';
import { WorkflowsModule } from '@domain/workflows';
import { RowMovesModule } from '@platform/row-moves';
import { Duplicates } from './duplicates.service';
import { ComparisonRepository } from './matching/comparison.repository';
import { Comparison } from './matching/comparison.service';
import { ScansRepository } from './matching/scans.repository';
import { Scans } from './matching/scans.service';
import { Followers } from './merging/followers.service';
import { MergePartsRepository } from './merging/merge-parts.repository';
import { Merges } from './merging/merges.service';
import { PairRowsRepository } from './merging/pair-rows.repository';
import { PairRows } from './merging/pair-rows.service';
import { PairsRepository } from './pairs.repository';

const services = [Comparison, Duplicates, Followers, Merges, Scans];

/** Who may be one person, and what becomes of all that hangs on two leads when they are. Knows every slice that names a lead. */
@Module({
  imports: [
    ActivitiesModule,
    InboxModule,
    LeadsModule,
    MessagingModule,
    RowMovesModule,
    ScoringModule,
    WorkflowsModule,
  ],
  providers: [
    ...services,
    ComparisonRepository,
    MergePartsRepository,
    PairRows,
    PairRowsRepository,
    PairsRepository,
    ScansRepository,
  ],
  exports: services,
})
export class DuplicatesModule {}
