import { createHash } from 'node:crypto';
import type { StepContext } from './action.types';

/** The id that all messages of one step of one version share for their text. */
export function contentIdOf({ run, nodeId }: Pick<StepContext, 'run' | 'nodeId'>): string {
  return ownId(`${run.versionId}:${nodeId}`);
}

/** An id of one's own making, the same for the same name (RFC 9562 §5.8, version 8). */
export function ownId(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
