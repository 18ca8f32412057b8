export { DigestsModule } from './digests.module';
export { Digests } from './digests.service';
