/** Who may call, with the token that signs webhooks of the account, and who has opted out of whose texts. */
export class TwilioAccounts {
  private readonly tokens = new Map<string, string>();
  private readonly blocked = new Set<string>();

  constructor(private readonly defaultToken: string | undefined) {}

  /**
   * The user of a Basic header, or null. An account's token is learned from its newest request, because that is what its
   * webhooks are signed with. An API key (SK…) says nothing about it.
   */
  authenticate(header: string | undefined, account: string): string | null {
    const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? '')?.[1];
    const [user, ...rest] = Buffer.from(encoded ?? '', 'base64')
      .toString()
      .split(':');
    const secret = rest.join(':');
    if (!user || !secret) return null;
    if (user.startsWith('SK')) return user;
    if (user !== account) return null;
    this.tokens.set(account, secret);
    return user;
  }

  tokenOf(account: string): string | undefined {
    return this.tokens.get(account) ?? this.defaultToken;
  }

  /** The account that has called last, for inbound texts that name none. */
  lastAccount(): string | undefined {
    return [...this.tokens.keys()].at(-1);
  }

  block(outside: string, own: string): void {
    this.blocked.add(`${outside} ${own}`);
  }

  unblock(outside: string, own: string): void {
    this.blocked.delete(`${outside} ${own}`);
  }

  isBlocked(outside: string, own: string): boolean {
    return this.blocked.has(`${outside} ${own}`);
  }

  clear(): void {
    this.blocked.clear();
  }
}
