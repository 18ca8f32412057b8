import { Global, Module } from '@nestjs/common';
import { AnswerCache } from './answer-cache.service';
import { AnswerStores } from './answer-stores.service';
import { CachedAnswersRepository } from './cached-answers.repository';

@Global()
@Module({ providers: [AnswerCache, AnswerStores, CachedAnswersRepository], exports: [AnswerCache] })
export class CacheModule {}
