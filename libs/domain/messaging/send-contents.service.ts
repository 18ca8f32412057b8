import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { TemplateError } from '@domain/templates';
import { ContentsRepository, type StoredContent } from './contents.repository';
import { sendableContent, type SendableContent } from './send-content';
import type { TeamSettings } from './send-facts.repository';

/** Content is frozen, so a compiled one stays right; only the footer depends on the team's settings of the day. */
const mostKept = 200;

export type ContentAnswer =
  { ok: true; content: SendableContent } | { ok: false; code: string; detail: string };

@Injectable()
export class SendContents {
  private readonly compiled = new Map<string, ContentAnswer>();

  constructor(private readonly repository: ContentsRepository) {}

  /** The content of a chunk, ready to render. A template that does not compile is an answer: its messages fail, nobody waits. */
  async find(
    tx: SqlTx,
    id: string,
    purpose: 'marketing' | 'transactional',
    settings: TeamSettings,
  ): Promise<ContentAnswer> {
    const key = JSON.stringify([id, purpose, settings.name, settings.postalAddress]);
    const known = this.compiled.get(key);
    if (known) return known;
    const answer = compile(await this.repository.find(tx, id), purpose, settings);
    if (this.compiled.size >= mostKept) this.compiled.delete(this.compiled.keys().next().value!);
    this.compiled.set(key, answer);
    return answer;
  }
}

function compile(
  content: StoredContent,
  purpose: 'marketing' | 'transactional',
  settings: TeamSettings,
): ContentAnswer {
  // Without an address the gate lets no marketing mail pass, so no footer is needed then.
  const postalAddress = purpose === 'marketing' ? settings.postalAddress : null;
  const own = /\{\{\s*unsubscribeUrl\b/.test(
    `${content.html ?? ''}${content.html === null ? content.text : ''}`,
  );
  const footer = postalAddress ? { team: settings.name, postalAddress, unsubscribe: !own } : null;
  try {
    return { ok: true, content: sendableContent(content, { previewText: content.previewText, footer }) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { ok: false, code: `template_${error.code}`, detail: error.message };
  }
}
