export { NotesHttpModule } from './notes-http.module';
