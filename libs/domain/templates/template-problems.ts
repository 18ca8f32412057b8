import { htmlToText } from './html-to-text';
import { isMergeField } from './merge-fields';
import { compileTemplate } from './template';
import { TemplateError, type TemplateErrorCode } from './template.errors';
import type { TemplateContext } from './template-program';

/** An author corrects a handful of mistakes at a time. */
const reported = 20;

export interface TemplateProblem {
  code: TemplateErrorCode;
  message: string;
  /** Offset in the source, in UTF-16 code units. */
  position: number;
}

/** Every mistake that can be told apart in a team's template; unknown merge fields all at once. Empty: it can be used. */
export function templateProblems(source: string, context: TemplateContext): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const unknown = new Set<string>();
  // The compiler stops at the first mistake. A field it does not know is let pass the next time, to find the others.
  for (let pass = 0; pass < reported; pass++) {
    let refused: string | undefined;
    try {
      compileTemplate(source, context, (path) => {
        const known = isMergeField(path) || unknown.has(path);
        if (!known) refused = path;
        return known;
      });
      break;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { code, position, message } = error;
      problems.push({ code, message: `${message} (at ${position})`, position });
      if (refused === undefined) break;
      unknown.add(refused);
    }
  }
  return problems;
}

/** The same for the HTML of an email, whose plain-text part is made from it and has to compile as well. */
export function emailBodyProblems(html: string): TemplateProblem[] {
  const problems = templateProblems(html, 'html');
  if (problems.length > 0) return problems;
  return templateProblems(htmlToText(html), 'text').map((problem) => ({
    ...problem,
    message: `In the plain-text part: ${problem.message}`,
  }));
}
