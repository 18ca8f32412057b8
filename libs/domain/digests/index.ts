export type { DigestSetting } from './digest-settings.repository';
export { DigestsModule } from './digests.module';
export { Digests } from './digests.service';
