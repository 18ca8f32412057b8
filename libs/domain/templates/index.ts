export { htmlToText } from './html-to-text';
export { isMergeField } from './merge-fields';
export { type CompiledTemplate, compileTemplate } from './template';
export { TemplateError, type TemplateErrorCode } from './template.errors';
export { emailBodyProblems, templateProblems, type TemplateProblem } from './template-problems';
export type { MergeValue } from './template-filters';
export type { MergeValues, RenderFailure, RenderResult, TemplateContext } from './template-program';
export type { SubstitutionResult, SubstitutionToken, TemplateSubstitutions } from './template-substitutions';
