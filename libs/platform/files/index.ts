export { FilesModule } from './files.module';
export { Files } from './files.service';
export type { StoredFile } from './files.repository';
