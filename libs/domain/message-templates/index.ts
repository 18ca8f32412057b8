export { mergeColumns } from './merge-columns.sql';
export { MESSAGE_TEMPLATE_LIMITS } from './message-template';
export type {
  NewTemplate,
  TemplateChanges,
  TemplateChannel,
  TemplateDetail,
  TemplateFilter,
  TemplateHolder,
  TemplateSummary,
  TemplateVersion,
  UseKind,
} from './message-template';
export { MessageTemplatesModule } from './message-templates.module';
export {
  MessageTemplates,
  type FoundTemplate,
  type TemplateText,
  type TemplateTrouble,
} from './message-templates.service';
export { TemplatePreviews, type TemplatePreview } from './template-previews.service';
export { TemplateReading } from './template-reading.service';
export type { RenderedTemplate } from './template-rendering';
export { TemplateWriting } from './template-writing.service';
