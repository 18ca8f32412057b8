import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { Global, Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagingModule } from '@domain/messaging';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { CryptoModule } from '@platform/crypto';
import { CrossTeamScope, Database, DatabaseModule, newId, TenantScope } from '@platform/database';
import { EventsModule } from '@platform/events';
import { Jobs, JobsModule } from '@platform/jobs';
import { JobsWorkerModule } from '@platform/jobs/worker';
import twilio from 'twilio';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnv } from '../../../../test/support/environment';
import { InboundApplication } from '../inbound/inbound-application.service';
import { ReceiptApplication } from '../receipts/receipt-application.service';
import { ReceiptBatchesRepository } from '../receipts/receipt-batches.repository';
import { ReceiptIntakeRepository } from '../receipts/receipt-intake.repository';
import { ReceiptIntake } from '../receipts/receipt-intake.service';
import { SendGridWebhook } from '../receipts/sendgrid-webhook.service';
import { TwilioWebhook } from '../receipts/twilio-webhook.service';
import { receiptHandlers } from '../worker/receipt-handlers';

export const publicUrl = 'https://crm.example.com';
/** The token that the recorded webhooks are signed with. */
export const authToken = '12345678901234567890123456789012';

export interface SentMessage {
  id: string;
  leadId: string;
  address: string;
}

/** Webhooks and their effects on a real database. Without workers, jobs are run by hand with `drain`. */
export class ReceiptsLab {
  private constructor(
    readonly database: TestDatabase,
    readonly env: Env,
    readonly app: INestApplicationContext,
    /** Signs as SendGrid does. */
    readonly privateKey: KeyObject,
  ) {}

  static async start(options: { worker?: boolean } = {}): Promise<ReceiptsLab> {
    const database = await createTestDatabase();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const env = testEnv(database, {
      PUBLIC_URL: publicUrl,
      TWILIO_AUTH_TOKEN: authToken,
      SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    });
    @Global()
    @Module({ providers: [{ provide: Env, useValue: env }, Clock], exports: [Env, Clock] })
    class LabSettingsModule {}
    @Module({
      imports: [
        ...[LabSettingsModule, DatabaseModule, JobsModule, EventsModule, CryptoModule],
        MessagingModule,
        ...(options.worker ? [JobsWorkerModule] : []),
      ],
      providers: options.worker ? receiptHandlers : [],
    })
    class LabModule {}
    const app = await NestFactory.createApplicationContext(LabModule, {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    return new ReceiptsLab(database, env, app, privateKey);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  /** The intake of one more API process. */
  anotherIntake(): ReceiptIntake {
    return new ReceiptIntake(
      this.get(Database),
      this.get(ReceiptIntakeRepository),
      this.get(ReceiptBatchesRepository),
      this.get(Jobs),
    );
  }

  rows<T extends object>(statement: string, values: unknown[] = []): Promise<T[]> {
    return this.database.admin.query<T>(statement, values).then(({ rows }) => rows);
  }

  async team(smsFromNumber: string | null = null): Promise<TenantScope> {
    const id = newId();
    await this.rows(
      `INSERT INTO team (id, name, slug, sms_from_number, updated_at) VALUES ($1, 'Bell Realty', $2, $3, now())`,
      [id, `bell-${id}`, smsFromNumber],
    );
    return TenantScope.of(id);
  }

  /** `count` messages of one chunk to leads of their own. */
  async messages(
    { teamId }: TenantScope,
    options: {
      channel?: 'EMAIL' | 'SMS';
      state?: string;
      chunk?: string;
      count?: number;
      address?: string;
      id?: string;
      reversed?: boolean;
    } = {},
  ): Promise<SentMessage[]> {
    const { channel = 'EMAIL', state = 'accepted', chunk = 'settled', count = 1 } = options;
    const sent = Array.from({ length: count }, (): SentMessage => {
      const leadId = newId();
      const address =
        channel === 'EMAIL'
          ? `lead-${leadId}@example.com`
          : `+1212555${leadId.slice(-12).replace(/\D/g, '').padEnd(4, '0').slice(0, 4)}`;
      return { id: options.id ?? newId(), leadId, address: options.address ?? address };
    });
    // Rows that lie in another order than their ids: who locks by id and who locks as they lie could wait in a circle.
    if (options.reversed) sent.reverse();
    const [sourceId, contentId, chunkId] = [newId(), newId(), newId()];
    const column = (key: keyof SentMessage) => sent.map((message) => message[key]);
    await this.rows(
      `INSERT INTO lead (id, team_id, name, ${channel === 'EMAIL' ? 'email' : 'phone'}, email_consent, sms_consent, updated_at)
       SELECT id, $1, 'Lead', address, 'granted', 'granted', now() FROM unnest($2::uuid[], $3::text[]) AS n(id, address)`,
      [teamId, column('leadId'), column('address')],
    );
    await this.rows(`INSERT INTO message_source (id, team_id, kind) VALUES ($1, $2, 'campaign')`, [
      sourceId,
      teamId,
    ]);
    await this.rows(
      `INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, state, size)
       VALUES ($1, $2, $3, $4, $5, now(), $6, $7)`,
      [chunkId, teamId, sourceId, contentId, channel, chunk, count],
    );
    await this.rows(
      `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, to_address,
         dedupe_key, due_at, state, accepted_at)
       SELECT n.id, $1, $2, 'marketing', $3, 'campaign', $4, $5, n.lead_id, n.address, n.id::text, now(), $6,
         CASE WHEN $6 = 'accepted' THEN now() END
       FROM unnest($7::uuid[], $8::uuid[], $9::text[]) AS n(id, lead_id, address)`,
      [
        teamId,
        channel,
        sourceId,
        contentId,
        chunkId,
        state,
        column('id'),
        column('leadId'),
        column('address'),
      ],
    );
    return sent;
  }

  /** Posts events as SendGrid does. */
  postEvents(body: unknown, tamper: (raw: Buffer) => Buffer = (raw) => raw): Promise<void> {
    const raw = Buffer.from(`${typeof body === 'string' ? body : JSON.stringify(body)}\r\n`);
    return this.get(SendGridWebhook).events({
      ...this.signed(raw),
      rawBody: tamper(raw),
      contentType: 'application/json',
    });
  }

  postMail(rawBody: Buffer, contentType: string): Promise<void> {
    return this.get(SendGridWebhook).inbound({ ...this.signed(rawBody), rawBody, contentType });
  }

  /** Posts a form as Twilio does. */
  postTwilio(
    kind: 'status' | 'inbound' | 'either',
    fields: Record<string, string>,
    query = '',
  ): Promise<string> {
    const path = `/api/webhooks/twilio${kind === 'either' ? '' : `/${kind}`}${query}`;
    return this.get(TwilioWebhook)[kind]({
      rawBody: Buffer.from(new URLSearchParams(fields).toString()),
      contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
      signature: twilio.getExpectedTwilioSignature(authToken, publicUrl + path, fields),
      path,
    });
  }

  signed(raw: Buffer): { signature: string; timestamp: string } {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), raw]), this.privateKey);
    return { signature: signature.toString('base64'), timestamp };
  }

  /** Does what the waiting webhook jobs ask for, in an order of `arrange`. */
  async drain(arrange: <T>(jobs: T[]) => T[] = (jobs) => jobs): Promise<void> {
    const waiting = await this.rows<{ id: string; name: string; payload: { batchId: string } }>(
      `UPDATE job SET state = 'completed' WHERE queue = 'webhooks' AND state = 'scheduled' RETURNING id, name, payload`,
    );
    for (const { name, payload } of arrange(waiting)) {
      if (name === 'messaging.apply-receipts') await this.get(ReceiptApplication).applyBatch(payload.batchId);
      else await this.drainInbound(payload.batchId);
    }
  }

  private async drainInbound(batchId: string): Promise<void> {
    const [inbound, database] = [this.get(InboundApplication), this.get(Database)];
    const found = await database.sql(CrossTeamScope.system, (tx) => inbound.find(tx, batchId));
    if (!found) return;
    await inbound.apply(found.waiting, found.conversations);
    await database.sql(CrossTeamScope.system, (tx) => inbound.close(tx, found.waiting, found.conversations));
  }
}
