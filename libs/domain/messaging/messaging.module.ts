import { Module } from '@nestjs/common';
import { ChunksRepository } from './chunks.repository';
import { ContentsRepository } from './contents.repository';
import { Lanes } from './lanes.service';
import { LayoutRepository } from './layout.repository';
import { MessageContents } from './message-contents.service';
import { MessageLayout } from './message-layout.service';
import { MessageSources } from './message-sources.service';
import { MessageStats } from './message-stats.service';
import { MessagesRepository } from './messages.repository';
import { Messages } from './messages.service';
import { SourcesRepository } from './sources.repository';
import { StatsRepository } from './stats.repository';

const repositories = [
  ChunksRepository,
  ContentsRepository,
  LayoutRepository,
  MessagesRepository,
  SourcesRepository,
  StatsRepository,
];
const services = [Lanes, MessageContents, MessageLayout, MessageSources, MessageStats, Messages];

@Module({ providers: [...repositories, ...services], exports: [...repositories, ...services] })
export class MessagingModule {}
