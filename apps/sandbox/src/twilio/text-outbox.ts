import type { Text } from './text';

/** The newest texts of both directions. */
export class TextOutbox {
  private texts = new Map<string, Text>();

  constructor(private readonly keep: number) {}

  add(text: Text): void {
    this.texts.set(text.sid, text);
    if (this.texts.size <= this.keep) return;
    const [oldest] = this.texts.keys();
    if (oldest !== undefined) this.texts.delete(oldest);
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
  }
}

/** The lead's side of a text. */
export function outsideNumber(text: Text): string {
  return text.direction === 'inbound' ? text.from : text.to;
}
