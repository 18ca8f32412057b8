import { Injectable } from '@nestjs/common';
import { InboundMessages, Messages, type InboundMessage } from '@domain/messaging';
import { Tasks } from '@domain/tasks';
import { Clock } from '@platform/clock';
import type { SqlTx } from '@platform/database';
import { DomainError } from '@platform/errors';
import { AppointmentOutcomes } from '../appointment-outcomes.service';
import { oneLine, verbatim } from '../appointment-letter';
import { newTimeTask } from '../appointment-state';
import type { HandleReplyPayload } from '../appointments.jobs';
import { leadKey } from '../attendee-list';
import { localMoment } from '../local-moment';
import { RepliesRepository, type ReplyCandidate } from './replies.repository';
import { replyWish, type ReplyWish } from './reply-words';

/** Messages of ours that a reply to a reminder may answer: the reminder, or our answer to the last reply. */
export const conversationKinds: ReadonlySet<string> = new Set(['reminder', 'reminder-reply']);
const nobody = { userId: null };

/**
 * Replies to reminder texts. A clear word acts on the one appointment it can mean and is answered once; everything else is put
 * before a person.
 *
 * "Cancel" alone is an opt-out by law (47 CFR 64.1200(a)(10)) and at carriers, which block the number at once; messaging has
 * honoured that before we hear of it. In answer to a reminder it cancels the appointment as well. As nobody can text the lead
 * any more, the host gets a task to make sure. X, the word that reminders offer, has no such meaning.
 */
@Injectable()
export class Replies {
  constructor(
    private readonly inbound: InboundMessages,
    private readonly repository: RepliesRepository,
    private readonly outcomes: AppointmentOutcomes,
    private readonly messages: Messages,
    private readonly tasks: Tasks,
    private readonly clock: Clock,
  ) {}

  /** Acts within `tx`. Running twice acts once: moves, answers and tasks each have a state or a key of their own. */
  async handle(tx: SqlTx, payload: HandleReplyPayload): Promise<void> {
    const { inboundId, leadId, sourceKind, optedOut = false } = payload;
    const reply = await this.inbound.find(tx, inboundId);
    if (!reply || !leadId || reply.channel !== 'SMS') return;
    const wish = replyWish(reply.body);
    const inConversation = conversationKinds.has(sourceKind);
    // STOP and its like are messaging's; whatever is said to other messages is no business of ours unless it is our word.
    if (optedOut && wish !== 'cancel') return;
    if (!inConversation && !wish) return;
    const candidates = await this.repository.candidates(tx, leadKey(leadId));
    const [only] = candidates;
    if (!only) {
      if (inConversation && wish)
        await this.ask(tx, reply, leadId, undefined, 'which is over, or was changed');
      return;
    }
    const doubt = doubtOf({ wish, candidates, inConversation });
    if (!wish || doubt) return this.ask(tx, reply, leadId, only, doubt);
    if (!(await this.acted(tx, wish, only, leadId)))
      return this.ask(tx, reply, leadId, only, 'which was changed at the same moment');
    if (optedOut)
      return this.ask(tx, reply, leadId, only, 'it was cancelled; texts to them have ended as well');
    await this.answer(tx, wish, reply, only, leadId);
  }

  /** False when the appointment has just been closed or removed by somebody else. */
  private async acted(
    tx: SqlTx,
    wish: ReplyWish,
    candidate: ReplyCandidate,
    leadId: string,
  ): Promise<boolean> {
    try {
      await this.act(tx, wish, candidate, leadId);
      return true;
    } catch (error) {
      if (error instanceof DomainError && (error.kind === 'conflict' || error.kind === 'not_found'))
        return false;
      throw error;
    }
  }

  private async act(tx: SqlTx, wish: ReplyWish, { appointmentId, ...about }: ReplyCandidate, leadId: string) {
    const guest = leadKey(leadId);
    switch (wish) {
      case 'confirm':
        return this.outcomes.confirmIn(tx, appointmentId, nobody, guest);
      case 'cancel':
        return this.outcomes.cancelIn(tx, appointmentId, nobody, 'Cancelled by text', guest);
      case 'new_time': {
        await this.outcomes.askNewTimeIn(tx, appointmentId, nobody);
        return this.tasks.open(tx, {
          title: oneLine(`Find another time: ${about.title}`).slice(0, 200),
          description: `They asked for it by text. It stands at ${localMoment(about.startAt, about.zone)}; reminders are off until it is moved or confirmed.`,
          dueAt: this.clock.now(),
          priority: 'HIGH',
          leadId,
          assignedToId: about.hostId,
          dedupeKey: newTimeTask(appointmentId),
        });
      }
    }
  }

  private async answer(
    tx: SqlTx,
    wish: ReplyWish,
    reply: InboundMessage,
    { title, startAt, zone }: ReplyCandidate,
    leadId: string,
  ): Promise<void> {
    const when = localMoment(startAt, (await this.repository.zoneOf(tx, leadId)) ?? zone);
    const text: Record<ReplyWish, string> = {
      confirm: `Confirmed: "${title}", ${when}. See you then!`,
      new_time: `Thanks. We will get in touch to find another time for "${title}" instead of ${when}.`,
      cancel: `"${title}", ${when}, is cancelled. Reply here if that was a mistake.`,
    };
    await this.messages.sendSingle(tx, {
      content: { channel: 'SMS', text: verbatim(oneLine(text[wish])) },
      purpose: 'transactional',
      kind: 'reminder-reply',
      to: reply.fromAddress,
      leadId,
      dedupeKey: `reminder-reply:${reply.id}`,
    });
  }

  /** A person reads it: nobody else could say what it means. */
  private async ask(
    tx: SqlTx,
    reply: InboundMessage,
    leadId: string,
    candidate: ReplyCandidate | undefined,
    doubt: string | null,
  ): Promise<void> {
    const about = candidate
      ? `“${oneLine(candidate.title)}”, ${localMoment(candidate.startAt, candidate.zone)}`
      : 'an appointment';
    await this.tasks.open(tx, {
      title: oneLine(`Answer a reply to a reminder: ${candidate?.title ?? 'appointment'}`).slice(0, 200),
      description: `“${oneLine(reply.body).slice(0, 500)}” in answer to the reminder of ${about}${doubt ? ` (${doubt})` : ''}.`,
      dueAt: this.clock.now(),
      priority: 'HIGH',
      leadId,
      assignedToId: candidate?.hostId ?? null,
      dedupeKey: `reminder-reply:${reply.id}`,
    });
  }
}

/** Why a reply is for a person although there is an appointment it may mean; null when there is no doubt, or no word. */
function doubtOf({
  wish,
  candidates,
  inConversation,
}: {
  wish: ReplyWish | null;
  candidates: ReplyCandidate[];
  inConversation: boolean;
}): string | null {
  if (!wish) return null;
  if (candidates.length > 1) return `they have ${candidates.length} appointments ahead`;
  if (candidates[0]?.stale) return 'which told of an older time';
  return inConversation ? null : 'another message of ours has come in between';
}
