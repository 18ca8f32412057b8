import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';
import { OpaqueTokens } from '@platform/crypto';

const purpose = 'calendar-feed';
const uuidOf = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Secret links to a person's calendar: signed, so that none is stored, with a version, so that it can be taken back. */
@Injectable()
export class CalendarLinks {
  private readonly prefix: string;

  constructor(
    env: Env,
    private readonly tokens: OpaqueTokens,
  ) {
    this.prefix = `${env.PUBLIC_URL.replace(/\/+$/, '')}/api/calendar/`;
  }

  urlFor(teamId: string, userId: string, version: number): string {
    const ids = `${teamId}${userId}`.replaceAll('-', '');
    return this.prefix + this.tokens.signOpaque(purpose, `${ids}${version}`);
  }

  /** What a token stands for; null when it was not made here. */
  read(token: string): { teamId: string; userId: string; version: number } | null {
    const match = /^([0-9a-f]{32})([0-9a-f]{32})(\d{1,9})$/.exec(
      this.tokens.verifyOpaque(purpose, token)?.toString() ?? '',
    );
    if (!match) return null;
    const [, team = '', user = '', version] = match;
    return { teamId: uuidOf(team), userId: uuidOf(user), version: Number(version) };
  }
}
