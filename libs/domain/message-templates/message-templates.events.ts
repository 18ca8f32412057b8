import { IsIn, IsInt, IsUUID } from 'class-validator';
import { defineEvent } from '@platform/events';
import { TEMPLATE_CHANNELS, type TemplateChannel } from './message-template';

export class TemplateFact {
  @IsUUID() templateId: string;
  @IsIn(TEMPLATE_CHANNELS) channel: TemplateChannel;
  /** Number of the newest version. */
  @IsInt() version: number;
}

export const templateCreated = defineEvent({ name: 'template.created', payload: TemplateFact });
export const templateChanged = defineEvent({ name: 'template.changed', payload: TemplateFact });
export const templateDeleted = defineEvent({ name: 'template.deleted', payload: TemplateFact });
