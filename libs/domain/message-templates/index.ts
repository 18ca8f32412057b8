export { mergeColumns } from './merge-columns.sql';
export {
  MESSAGE_TEMPLATE_LIMITS,
  type TemplateChannel,
  type TemplateHolder,
  type UseKind,
} from './message-template';
export { MessageTemplatesModule } from './message-templates.module';
export {
  MessageTemplates,
  type FoundTemplate,
  type TemplateText,
  type TemplateTrouble,
} from './message-templates.service';
export type { RenderedTemplate } from './template-rendering';
