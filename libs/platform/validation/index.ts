export { IsInstant, IsMoment, parseInstant } from './instant';
export { IsMoney } from './money';
export { isStorableText, IsLine, IsText } from './text';
export { QueryList, QueryNumber } from './query-list';
