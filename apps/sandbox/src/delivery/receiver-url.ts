import type { SandboxSettings } from '../sandbox-settings';

/** A URL as the receiver knows it (what gets signed) and as it is reached from here. */
export interface ReceiverUrl {
  named: string;
  reached: string;
}

/** A path of the configured receiver; null when none is configured. */
export function receiverPath(settings: SandboxSettings, path: string): ReceiverUrl | null {
  if (!settings.targetUrl) return null;
  return { named: (settings.publicUrl ?? settings.targetUrl) + path, reached: settings.targetUrl + path };
}

/** A URL that came with a message: it names the public host, which may be reached elsewhere (containers, tunnels). */
export function receiverOf(settings: SandboxSettings, url: string): ReceiverUrl {
  const { publicUrl, targetUrl } = settings;
  const inside = publicUrl && targetUrl && (url === publicUrl || url.startsWith(`${publicUrl}/`));
  return { named: url, reached: inside ? targetUrl + url.slice(publicUrl.length) : url };
}
