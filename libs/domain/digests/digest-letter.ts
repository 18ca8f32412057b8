import { letter, oneLine } from '@domain/appointments';
import type { DigestPart } from './digest-facts.repository';

export interface DigestFacts {
  tasks: DigestPart;
  newLeads: DigestPart;
  replies: DigestPart;
  notifications: DigestPart;
}

/** Null when there is nothing to tell: an empty day needs no mail. */
export function digestLetter(name: string, facts: DigestFacts): ReturnType<typeof letter> | null {
  const parts = [
    ...partOf(facts.tasks, 'task is due today or overdue', 'tasks are due today or overdue'),
    ...partOf(facts.newLeads, 'new lead of yours', 'new leads of yours'),
    ...partOf(facts.replies, 'lead wrote to you', 'leads wrote to you'),
    ...partOf(facts.notifications, 'unread notification', 'unread notifications'),
  ];
  if (parts.length === 0) return null;
  const subject = `Your morning: ${parts.map(([head]) => head).join(', ')}`;
  const paragraphs = parts.map(([head, ...lines]) => [`${head}:`, ...lines].join('\n'));
  return letter(subject, [`Hello ${oneLine(name).slice(0, 60)},`, ...paragraphs]);
}

function partOf({ count, lines }: DigestPart, one: string, many: string): string[][] {
  if (count === 0) return [];
  const more = count > lines.length ? [`… and ${count - lines.length} more`] : [];
  const shown = lines.map((line) => oneLine(line).slice(0, 120));
  return [[count === 1 ? `1 ${one}` : `${count} ${many}`, ...shown, ...more]];
}
