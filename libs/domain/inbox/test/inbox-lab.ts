import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { InboxHttpModule } from '@domain/inbox/http';
import { InboxWorkerModule } from '@domain/inbox/worker';
import { MessageTemplatesHttpModule } from '@domain/message-templates/http';
import { MessagingHttpModule } from '@domain/messaging/http';
import { MessagingWorkerModule } from '@domain/messaging/worker';
import { TeamsHttpModule } from '@domain/teams/http';
import { newId } from '@platform/database';
import twilio from 'twilio';
import { createSandbox, type Sandbox } from '../../../../apps/sandbox/src/sandbox';
import { eventually } from '../../../../test/support/eventually';
import { LeadsLab, type Answer, type TeamOfTest } from '../../leads/test/leads-lab';

export const publicUrl = 'https://crm.example.com';
export const sandboxAccount = `AC${'0'.repeat(32)}`;
const authToken = 'sandbox-auth-token';

export interface InboundMail {
  from: string;
  to: string;
  subject?: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  files?: { name: string; type: string; content: string; contentId?: string }[];
}

/** The inbox behind the real edge, with a worker, and the sandbox for the providers. */
export class InboxLab {
  private constructor(
    readonly routes: LeadsLab,
    readonly sandbox: Sandbox,
    private readonly privateKey: KeyObject,
  ) {}

  static async start(): Promise<InboxLab> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const sandbox = await createSandbox({ keepMessages: 1_000 });
    const modules = [InboxHttpModule, MessageTemplatesHttpModule, MessagingHttpModule, TeamsHttpModule];
    const routes = await LeadsLab.start(modules, {
      ...{ SENDGRID_BASE_URL: sandbox.url, TWILIO_BASE_URL: sandbox.url, PUBLIC_URL: publicUrl },
      SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    });
    await routes.startWorker([MessagingWorkerModule, InboxWorkerModule]);
    return new InboxLab(routes, sandbox, privateKey);
  }

  async stop(): Promise<void> {
    await this.routes.stop();
    await this.sandbox.close();
  }

  /** A team with addresses of its own, so that whoever writes to them writes to it. */
  async team(): Promise<TeamOfTest & { mail: string; number: string }> {
    const team = await this.routes.team();
    const mark = team.scope.teamId.slice(-8);
    const mail = `hello@bell-${mark}.example`;
    const number = `+1512${String(parseInt(mark, 16) % 10_000_000).padStart(7, '2')}`;
    await this.routes.sql(`UPDATE team SET email_from_address = $2, sms_from_number = $3 WHERE id = $1`, [
      ...[team.scope.teamId, mail, number],
    ]);
    return { ...team, mail, number };
  }

  /** Posts a mail as Inbound Parse does; resolves when it lies in the inbox. */
  async receiveMail(mail: InboundMail): Promise<string> {
    const mailId = `${newId()}@client.example`;
    const { from, to, subject = 'Hello', text, html, headers = {}, files = [] } = mail;
    const form = new FormData();
    const lines = { From: from, To: to, Subject: subject, 'Message-ID': `<${mailId}>`, ...headers };
    form.set(
      'headers',
      Object.entries(lines)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    );
    form.set('from', from);
    form.set('to', to);
    form.set('subject', subject);
    form.set('envelope', JSON.stringify({ to: [to], from }));
    if (text !== undefined) form.set('text', text);
    if (html !== undefined) form.set('html', html);
    const info = files.map(({ name, type, contentId }, index) => [
      `attachment${index + 1}`,
      { filename: name, name, type, ...(contentId ? { 'content-id': contentId } : {}) },
    ]);
    for (const [index, { name, type, content }] of files.entries())
      form.set(`attachment${index + 1}`, new Blob([content], { type }), name);
    if (files.length > 0) form.set('attachment-info', JSON.stringify(Object.fromEntries(info)));
    const request = new Request('http://localhost', { method: 'POST', body: form });
    const body = Buffer.from(await request.arrayBuffer());
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), this.privateKey);
    const answer = await this.routes.app.inject({
      ...{ method: 'POST', url: '/api/webhooks/sendgrid/inbound', payload: body },
      headers: {
        'content-type': request.headers.get('content-type')!,
        'x-twilio-email-event-webhook-signature': signature.toString('base64'),
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
    });
    if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${answer.body}`);
    return this.filed(mailId);
  }

  /** Posts a text as Twilio does; resolves when it lies in the inbox. */
  async receiveText(
    from: string,
    to: string,
    body: string,
    media: Record<string, string> = {},
  ): Promise<string> {
    const sid = `SM${newId().replaceAll('-', '')}`;
    const fields = {
      ...{
        MessageSid: sid,
        AccountSid: sandboxAccount,
        SmsStatus: 'received',
        From: from,
        To: to,
        Body: body,
      },
      ...media,
    };
    const url = '/api/webhooks/twilio/inbound';
    const answer = await this.routes.app.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(fields).toString() },
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, publicUrl + url, fields),
      },
    });
    if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${answer.body}`);
    return this.filed(sid);
  }

  call(...[team, method, path, body, role]: Parameters<LeadsLab['call']>): Promise<Answer> {
    return this.routes.call(team, method, path, body, role);
  }

  /** A lead with both addresses, of the team's own. */
  async lead(team: TeamOfTest, name = 'Ann Lee'): Promise<{ id: string; email: string; phone: string }> {
    const mark = newId().slice(-9);
    const email = `${name.toLowerCase().replaceAll(' ', '.')}.${mark}@example.com`;
    const phone = `+1212${String((parseInt(mark, 16) % 7_000_000) + 2_000_000)}`;
    const { body, status, text } = await this.call(team, 'POST', '/leads', { name, email, phone });
    if (status !== 201) throw new Error(text);
    return { id: body.id, email, phone };
  }

  /** What the provider was given of one of our messages. */
  async handedOver(messageId: string): Promise<void> {
    await eventually(async () => {
      const [row] = await this.routes.sql<{ state: string }>(
        `SELECT state FROM message_ledger WHERE id = $1`,
        [messageId],
      );
      if (!['accepted', 'delivered'].includes(row?.state ?? '')) throw new Error(`still ${row?.state}`);
    }, 20_000);
  }

  /** The message as its route shows it, once its files are where they belong. */
  async stored(team: TeamOfTest, id: string): Promise<Answer['body']> {
    return eventually(async () => {
      const { body } = await this.call(team, 'GET', `/messages/${id}`);
      if (body.attachments.some(({ state }: { state: string }) => state === 'waiting'))
        throw new Error('files still wait');
      return body;
    }, 20_000);
  }

  private async filed(providerId: string): Promise<string> {
    return eventually(async () => {
      const [row] = await this.routes.sql<{ id: string }>(
        `SELECT e.id FROM inbox_entry e JOIN inbound_message i ON i.id = e.id WHERE i.provider_id = $1`,
        [providerId],
      );
      if (!row) throw new Error('not filed yet');
      return row.id;
    }, 20_000);
  }
}
