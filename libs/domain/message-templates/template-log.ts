import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import type { MessageTemplate } from './message-template';
import { templateChanged, templateCreated, templateDeleted } from './message-templates.events';

const acts = {
  created: { title: 'Template created', event: templateCreated },
  updated: { title: 'Template changed', event: templateChanged },
  restored: { title: 'Version of a template brought back', event: templateChanged },
  deleted: { title: 'Template deleted', event: templateDeleted },
} as const;

/** The trail of a template and its events, in the transaction of the change they tell of. */
@Injectable()
export class TemplateLog {
  constructor(
    private readonly activities: Activities,
    private readonly events: Events,
  ) {}

  async record(
    tx: SqlTx,
    act: keyof typeof acts,
    { id, name, channel, version }: MessageTemplate,
    { userId }: Author,
    more: { description?: string; changes?: object } = {},
  ): Promise<void> {
    const { title, event } = acts[act];
    await this.activities.record(tx, [
      { type: `template.${act}`, title: `${title}: ${name}`, subjectId: id, userId, ...more },
    ]);
    await this.events.publish(tx, event, { templateId: id, channel, version });
  }
}
