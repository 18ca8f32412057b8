export { AnswerCache } from './answer-cache.service';
export { CacheModule } from './cache.module';
