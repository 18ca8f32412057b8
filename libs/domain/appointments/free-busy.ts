import type { BusySpan } from './appointment';

/** Spans in order of time that touch or overlap become one; what lies outside the range is cut off. */
export function mergeSpans(spans: readonly BusySpan[], from: Date, to: Date): BusySpan[] {
  const merged: BusySpan[] = [];
  for (const { startAt, endAt } of spans.toSorted((a, b) => a.startAt.getTime() - b.startAt.getTime())) {
    const span = { startAt: startAt < from ? from : startAt, endAt: endAt > to ? to : endAt };
    if (span.startAt >= span.endAt) continue;
    const last = merged.at(-1);
    if (last && span.startAt <= last.endAt) last.endAt = span.endAt > last.endAt ? span.endAt : last.endAt;
    else merged.push(span);
  }
  return merged;
}
