/** How processes tell each other. Losing a message is allowed, ending the process is not. */
export interface SignalWire {
  readonly connected: boolean;
  send(message: string): Promise<void>;
  /** `hear(null)` after each (re)connection: something may have been missed. */
  listen(hear: (message: string | null) => void): void;
  close(): Promise<void>;
}
