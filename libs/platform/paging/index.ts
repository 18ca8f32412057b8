export { decodeCursor, encodeCursor } from './cursor';
export type { CursorOf, CursorShape, CursorValue } from './cursor';
export { mapPage, pageOf } from './page';
export type { Page } from './page';
export type { NewestFirst } from './newest-first';
