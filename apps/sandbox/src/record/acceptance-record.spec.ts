import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailTo, postMail, textClient } from '../../test/provider-clients';
import { createSandbox } from '../sandbox';
import { AcceptanceRecord } from './acceptance-record';
import type { Acceptance } from './acceptance-record';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

const acceptance = (messageId: string, further: Partial<Acceptance> = {}): Acceptance => ({
  provider: 'email',
  messageId,
  address: `${messageId}@example.com`,
  providerMessageId: 'x',
  account: 'key',
  acceptedAt: 1_000,
  ...further,
});

describe('the record', () => {
  it('finds every message accepted more than once, and names the first twenty', () => {
    const record = new AcceptanceRecord(null);
    for (let index = 0; index < 1_000; index++) record.accept([acceptance(`m${index}`)]);
    for (let index = 0; index < 30; index++)
      record.accept([acceptance(`m${index * 7}`), acceptance(`n${index}`)]);
    record.accept([acceptance('m0'), acceptance('', { address: 'stranger@example.com' })]);
    record.accept([acceptance('m0', { provider: 'sms' })]);
    const { email, sms } = record.summary();
    expect(email).toMatchObject({
      accepted: 1_062,
      distinctMessageIds: 1_030,
      duplicateIds: 30,
      withoutMessageId: 1,
    });
    expect(email.duplicates).toHaveLength(20);
    expect(email.duplicates[0]).toEqual({ messageId: 'm0', address: 'm0@example.com', times: 3 });
    expect(sms).toMatchObject({ accepted: 1, distinctMessageIds: 1, duplicateIds: 0 });
  });

  it('is read in pages without gaps', () => {
    const record = new AcceptanceRecord(null);
    for (let index = 0; index < 25; index++) {
      record.accept([acceptance(`m${index}`, { provider: index % 2 ? 'sms' : 'email' })]);
    }
    const seen: string[] = [];
    let cursor: string | null = '0';
    while (cursor !== null) {
      const page = record.page({ provider: 'email', limit: 4, cursor: Number(cursor) });
      seen.push(...page.data.map((line) => line.messageId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 13 }, (_, index) => `m${index * 2}`));
  });

  it('counts what really went through the API', async () => {
    const sandbox = await createSandbox();
    await postMail(sandbox.url, mailTo(['a@example.com', 'b@example.com'], 'one'));
    await postMail(sandbox.url, mailTo(['b@example.com', 'c@example.com'], 'one'));
    const copy = mailTo(['a@example.com'], 'two');
    Object.assign(copy.personalizations[0] ?? {}, { cc: [{ email: 'boss@example.com' }] });
    await postMail(sandbox.url, copy);
    await postMail(sandbox.url, {});
    for (const mid of ['s1', 's2', 's1']) {
      const statusCallback = `http://127.0.0.1:1/?mid=${mid}`;
      await textClient(sandbox.url).messages.create({
        from: '+15017122661',
        to: '+15558675310',
        body: 'x',
        statusCallback,
      });
    }
    const answer = await fetch(`${sandbox.url}/_control/record/summary`);
    const summary = (await answer.json()) as ReturnType<AcceptanceRecord['summary']>;
    expect(summary).toMatchObject({ requests: 7, refused: 1 });
    expect(summary.email).toMatchObject({ accepted: 6, distinctMessageIds: 4, duplicateIds: 2 });
    expect(summary.sms.duplicates).toEqual([{ messageId: 's1', address: '+15558675310', times: 2 }]);
    expect(Date.parse(summary.rate.lastAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(summary.rate.firstAt ?? ''),
    );
    const page = await fetch(`${sandbox.url}/_control/record?provider=sms&limit=2`);
    expect(await page.json()).toMatchObject({
      data: [{ messageId: 's1' }, { messageId: 's2' }],
      nextCursor: expect.any(String),
    });
    expect((await fetch(`${sandbox.url}/_control/record?provider=fax`)).status).toBe(400);
    await fetch(`${sandbox.url}/_control/record`, { method: 'DELETE' });
    expect(sandbox.control.record.summary()).toMatchObject({
      requests: 0,
      email: { accepted: 0 },
      sms: { accepted: 0 },
    });
    await sandbox.close();
  });
});

describe('the record file', () => {
  it('holds everything that was answered when the process is killed, and is read back', async () => {
    const recordFile = join(folder, 'killed.ndjson');
    const main = join(import.meta.dirname, '../main.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', main], {
      env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_RECORD_FILE: recordFile, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.stdout.once('data', (line: Buffer) =>
        resolve(/http:\/\/[\d.:]+/.exec(line.toString())?.[0] ?? ''),
      );
    });
    let answered = 0;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const senders = [0, 1, 2].map(async (sender) => {
      for (let index = 0; ; index++) {
        const addresses = Array.from({ length: 50 }, (_, place) => `p${place}@example.com`);
        const answer = await postMail(url, mailTo(addresses, `${sender}-${index}`)).catch(() => null);
        if (!answer) return;
        if (answer.status === 202) answered += 50;
        if (answered > 1_500) child.kill('SIGKILL');
      }
    });
    await Promise.all([...senders, exited]);
    const sandbox = await createSandbox({ recordFile });
    const { email } = sandbox.control.record.summary();
    expect(email.accepted).toBeGreaterThanOrEqual(answered);
    // One request of each sender may have been accepted without its answer getting out.
    expect(email.accepted).toBeLessThanOrEqual(answered + 150);
    expect(email.distinctMessageIds).toBe(email.accepted);
    await sandbox.close();
  });

  it('drops a line cut off by a crash, goes on after it, and empties on reset', async () => {
    const recordFile = join(folder, 'torn.ndjson');
    const first = await createSandbox({ recordFile });
    await postMail(first.url, mailTo(['a@example.com']));
    await first.close();
    appendFileSync(recordFile, '{"provider":"email","mess');
    const second = await createSandbox({ recordFile });
    await postMail(second.url, mailTo(['b@example.com'], 'later'));
    const lines = readFileSync(recordFile, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Acceptance).messageId)).toEqual(['msg-0', 'later-0']);
    expect(second.control.record.summary().email.accepted).toBe(2);
    second.control.record.reset();
    expect(readFileSync(recordFile, 'utf8')).toBe('');
    await second.close();
  });
});
