export { IsInstant, parseInstant } from './instant';
export { isStorableText, IsLine, IsText } from './text';
export { QueryList, QueryNumber } from './query-list';
