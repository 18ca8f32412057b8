export { DuplicatesHttpModule } from './duplicates-http.module';
