import { Injectable } from '@nestjs/common';
import { isValidZone } from '@platform/clock';
import type { SqlTx } from '@platform/database';
import { addDays, localDay } from '../actions/local-clock';
import {
  EVENT_TRIGGERS,
  type DateFieldTrigger,
  type EventTrigger,
  type TimeBasedTrigger,
  type Trigger,
} from '../definition/definition.types';
import { dateMoments, ticksBetween } from '../triggers/clock-moments';
import { EVENT_MEANINGS, factsOfEvent } from '../triggers/event-signals';
import { passesFilters } from '../triggers/trigger-matching';
import { DryRunRepository } from './dry-run.repository';
import { ReplayMomentsRepository, type Period, type ReplayMoment } from './replay-moments.repository';

interface Limits {
  /** Of moments. */
  moments: number;
  leads: number;
}

interface Found {
  /** Past the trigger's own filters, oldest first. */
  moments: ReplayMoment[];
  /** Of the trigger's kind. */
  seen: number;
  truncated: boolean;
}

/** When a trigger would have fired over a period, computed from what is stored: events, messages, tasks, dates, runs; or the clock. */
@Injectable()
export class ReplayMoments {
  constructor(
    private readonly reading: DryRunRepository,
    private readonly repository: ReplayMomentsRepository,
  ) {}

  async of(
    tx: SqlTx,
    { workflowId, trigger }: { workflowId: string; trigger: Trigger },
    period: Period,
    limits: Limits,
  ): Promise<Found> {
    const most = limits.moments + 1;
    switch (trigger.type) {
      case 'TIME_BASED':
        return this.ofClock(tx, trigger, period, limits);
      case 'DATE_FIELD':
        return this.ofDates(tx, trigger, period, limits);
      case 'NO_REPLY_FOR':
        return cut(await this.repository.silences(tx, trigger, period, most), limits);
      case 'TASK_OVERDUE':
        return cut(await this.repository.overdueTasks(tx, trigger.priorities, period, most), limits);
      case 'CAMPAIGN_COMPLETED':
        return cut(await this.repository.completedCampaigns(tx, trigger.campaignIds, period, most), limits);
      case 'MANUAL':
      case 'INBOUND_WEBHOOK':
        return cut(await this.repository.entries(tx, workflowId, trigger.type, period, most), limits);
      default:
        return this.ofEvents(tx, trigger, period, limits);
    }
  }

  private async ofEvents(tx: SqlTx, trigger: EventTrigger, period: Period, limits: Limits): Promise<Found> {
    const isOfKind = (name: string) => EVENT_MEANINGS[name]!.trigger === trigger.type;
    const names = EVENT_TRIGGERS.includes(trigger.type) ? Object.keys(EVENT_MEANINGS).filter(isOfKind) : [];
    const stored = await this.reading.events(tx, { names, ...period }, limits.moments + 1);
    const { moments, ...found } = cut(
      stored.map(({ id, at, leadId, name, payload }) => ({
        id,
        at,
        leadId,
        facts: factsOfEvent(name, payload),
      })),
      limits,
    );
    return { ...found, moments: moments.filter(({ facts }) => passesFilters(trigger, facts)) };
  }

  private async ofClock(
    tx: SqlTx,
    trigger: TimeBasedTrigger,
    { from, to }: Period,
    limits: Limits,
  ): Promise<Found> {
    const leads = await this.repository.meant(tx, trigger.filter, limits.leads + 1);
    const meant = leads.slice(0, limits.leads);
    const moments: ReplayMoment[] = [];
    const ticks = meant.length > 0 ? ticksBetween(trigger, from, to, limits.moments + 1) : [];
    for (const at of ticks) {
      for (const { leadId, createdAt } of meant)
        if (createdAt <= at) moments.push({ id: `${at.getTime()}:${leadId}`, at, leadId, facts: {} });
      if (moments.length > limits.moments) break;
    }
    const found = cut(moments, limits);
    return { ...found, truncated: found.truncated || leads.length > limits.leads };
  }

  private async ofDates(
    tx: SqlTx,
    trigger: DateFieldTrigger,
    { from, to }: Period,
    limits: Limits,
  ): Promise<Found> {
    const days = daysMeant(trigger, from, to);
    const monthDays = trigger.yearly ? [...new Set(days.flatMap(monthDaysOf))] : null;
    const leads = await this.repository.dates(tx, trigger.field, { days, monthDays }, limits.leads + 1);
    const moments = leads.slice(0, limits.leads).flatMap(({ leadId, createdAt, zone, date }) => {
      if (!isValidZone(zone)) return [];
      return dateMoments(trigger, date, zone, from, to)
        .filter(({ at }) => createdAt <= at)
        .map(({ at }) => ({ id: `${at.getTime()}:${leadId}`, at, leadId, facts: { 'event.date': date } }));
    });
    moments.sort((a, b) => a.at.getTime() - b.at.getTime());
    const found = cut(moments, limits);
    return { ...found, truncated: found.truncated || leads.length > limits.leads };
  }
}

function cut(moments: ReplayMoment[], limits: Limits): Found {
  const kept = moments.slice(0, limits.moments);
  return { moments: kept, seen: kept.length, truncated: moments.length > limits.moments };
}

/** The days that leads' dates may have to be due within the period, in any zone. */
function daysMeant({ offsetDays }: DateFieldTrigger, from: Date, to: Date): string[] {
  const last = addDays(localDay(to, 'UTC'), 1 - offsetDays);
  const days: string[] = [];
  for (let day = addDays(localDay(from, 'UTC'), -1 - offsetDays); day <= last; day = addDays(day, 1))
    days.push(day);
  return days;
}

/** With 29 February on the 28th, when it is kept then. */
const monthDaysOf = (day: string): string[] => (day.endsWith('-02-28') ? ['02-28', '02-29'] : [day.slice(5)]);
