import type { Text } from './text';

/** The newest texts of both directions. */
export class TextOutbox {
  private readonly texts = new Map<string, Text>();
  /** Ids by age in a ring: asking a Map for its oldest key walks over all it has deleted. */
  private readonly ring: string[] = [];
  private added = 0;

  constructor(private readonly keep: number) {}

  add(text: Text): void {
    if (this.keep === 0) return;
    const place = this.added++ % this.keep;
    const oldest = this.ring[place];
    if (oldest !== undefined) this.texts.delete(oldest);
    this.ring[place] = text.sid;
    this.texts.set(text.sid, text);
  }

  get(sid: string): Text | undefined {
    return this.texts.get(sid);
  }

  /** Newest first. */
  newest(): Text[] {
    return [...this.texts.values()].reverse();
  }

  /** The newest text sent to this number. */
  newestTo(number: string): Text | undefined {
    return this.newest().find((text) => text.direction === 'outbound-api' && text.to === number);
  }

  /** Messages of one of the outside world's numbers, oldest first. */
  thread(number: string): Text[] {
    return [...this.texts.values()].filter((text) => outsideNumber(text) === number);
  }

  clear(): void {
    this.texts.clear();
    this.ring.length = 0;
    this.added = 0;
  }
}

/** The lead's side of a text. */
export function outsideNumber(text: Text): string {
  return text.direction === 'inbound' ? text.from : text.to;
}
