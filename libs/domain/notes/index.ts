export { plainNote } from './mentions';
export { noteLimits, type Note } from './note';
export { Mentions } from './mentions.service';
// What the slices above subscribe to.
export { memberMentioned, noteAdded, noteChanged, noteDeleted, type MemberMentioned } from './notes.events';
export { NotesModule } from './notes.module';
export { Notes } from './notes.service';
