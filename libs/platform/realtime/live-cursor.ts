import { encodeCursor, decodeCursor } from '@platform/paging';

/** A place in a team's feed, as clients keep it. It names the team: in another team's feed the same number is another place. */
export function liveCursor(teamId: string, seq: number): string {
  return encodeCursor([teamId, seq]);
}

/**
 * The number behind a cursor; null when it belongs to another team's feed. Undefined without a cursor.
 * @throws DomainError invalid (cursor)
 */
export function seqOf(cursor: string | undefined, teamId: string): number | null | undefined {
  const place = decodeCursor(cursor, ['uuid', 'int']);
  if (!place) return undefined;
  const [ofTeam, seq] = place;
  return ofTeam === teamId && seq >= 0 ? seq : null;
}
