import { Injectable } from '@nestjs/common';
import { harmless, SystemMailer, writeLetter } from '@domain/identity';
import { Env } from '@platform/config';
import { teamOf, type Tx } from '@platform/database';
import { invitationLimits } from './invitation';

/** Writes to people who are to join a team, in the transaction that invites them. */
@Injectable()
export class InvitationLetters {
  constructor(
    private readonly env: Env,
    private readonly mailer: SystemMailer,
  ) {}

  /** `hash` tells letters of one invitation apart; `token` is in the letter only. */
  async invite(
    tx: Tx,
    letter: { to: string; teamName: string; invitedBy: string; token: string; hash: string },
  ): Promise<void> {
    const { to, token, hash } = letter;
    await this.mailer.send(tx, {
      ...invitationMail(letter.teamName, letter.invitedBy, this.url(token)),
      ...{ teamId: teamOf(tx), userId: null, to, purpose: 'team_invitation' },
      dedupeKey: `team-invitation:${hash.slice(0, 32)}`,
      usefulMs: (invitationLimits.hours - 12) * 3_600_000,
    });
  }

  /** The secret stands after `#`: browsers do not send it to servers, nor into their logs. */
  private url(token: string): string {
    const frontend = this.env.FRONTEND_URL.split(',', 1)[0]!.trim().replace(/\/$/, '');
    return `${frontend}/accept-invitation#token=${token}`;
  }
}

/** Names are typed in by people whom the reader need not know: what looks like a link is left out. */
export function invitationMail(teamName: string, invitedBy: string, url: string) {
  const team = harmless(teamName) ?? 'a team';
  const who = harmless(invitedBy) ?? 'A colleague';
  return writeLetter(`Invitation to ${team}`, {
    greeting: 'Hello,',
    lines: [
      `${who} invites you to work with ${team}. Here you can accept:`,
      `The link works once, for ${invitationLimits.hours} hours. If you do not know what this is about, ignore this mail.`,
    ],
    link: { label: 'Accept the invitation', url },
  });
}
