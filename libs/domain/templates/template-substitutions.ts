import { TEMPLATE_LIMITS } from './template-parser';
import type { FieldStep, MergeValues, RenderResult, Step } from './template-program';

const MAX_TOKENS = 50;

export interface SubstitutionToken {
  token: string;
  fields: string[];
  render(values: MergeValues): RenderResult;
}

export type SubstitutionResult =
  | { ok: true; substitutions: Record<string, string> }
  | {
      ok: false;
      missing: string[];
      /** `collision`: this recipient's values would spell a token; render this one by itself. */
      reason: 'missing' | 'too_large' | 'collision';
    };

export interface TemplateSubstitutions {
  /** The template with a token in place of each tag. */
  text: string;
  tokens: SubstitutionToken[];
  /**
   * All tokens of one recipient, added to those in `into`; replacing them in `text`, in any order, gives exactly what `render` of the
   * template gives.
   */
  render(values: MergeValues, into?: Record<string, string>): SubstitutionResult;
}

/** One body for many recipients, or null when the steps cannot be expressed as plain replacements. */
export function substitutionsOf(steps: Step[], prefix: string): TemplateSubstitutions | null {
  // The last character of a token must not be one its beginning could be made of: tokens then never overlap.
  const end = ['-', '_', '~'].find((character) => !prefix.includes(character));
  if (!/^[!-~]{3,}$/.test(prefix) || /\d$/.test(prefix) || end === undefined) return null;

  const distinct = new Map<string, { token: string; step: FieldStep; uses: number }>();
  const pieces: (string | FieldStep)[] = [];
  for (const step of steps) {
    if (typeof step === 'string') {
      if (step.includes(prefix)) return null;
    } else {
      if (!('read' in step)) return null;
      const known = distinct.get(step.key);
      if (known) known.uses++;
      else distinct.set(step.key, { token: `${prefix}${distinct.size}${end}`, step, uses: 1 });
    }
    pieces.push(step);
  }
  if (distinct.size > MAX_TOKENS) return null;

  const literalLength = pieces.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0),
    0,
  );
  const tokens = [...distinct.values()];
  const seams = seamsOf(pieces, prefix.length);
  // A prefix that comes about begins either in a value, which then holds its start, or at the end of a literal.
  const [first, start] = [prefix.slice(0, 1), prefix.slice(0, 2)];
  const literalBegins = pieces.some((piece) => typeof piece === 'string' && endsLikeStartOf(piece, prefix));

  return {
    text: pieces
      .map((piece) => (typeof piece === 'string' ? piece : distinct.get(piece.key)?.token))
      .join(''),
    tokens: tokens.map(({ token, step }) => ({
      token,
      fields: [step.path],
      render: (values) => {
        const text = step.read(values);
        return text === undefined
          ? { ok: false, missing: [step.path], reason: 'missing' }
          : { ok: true, text };
      },
    })),
    render: (values, into = {}) => {
      const texts: string[] = [];
      let missing: string[] | undefined;
      let length = literalLength;
      let suspicious = literalBegins;
      for (const { token, step, uses } of tokens) {
        const text = step.read(values);
        if (text === undefined) (missing ??= []).push(step.path);
        else {
          texts.push((into[token] = text));
          length += text.length * uses;
          suspicious ||= text.includes(start) || text.endsWith(first);
        }
      }
      if (missing) return { ok: false, missing: [...new Set(missing)], reason: 'missing' };
      if (length > TEMPLATE_LIMITS.outputCharacters) return { ok: false, missing: [], reason: 'too_large' };
      if (suspicious) {
        const byKey = new Map(tokens.map(({ step }, index) => [step.key, texts[index]]));
        const rendered = seams
          .map((piece) => (typeof piece === 'string' ? piece : byKey.get(piece.key)))
          .join('');
        if (rendered.includes(prefix)) return { ok: false, missing: [], reason: 'collision' };
      }
      return { ok: true, substitutions: into };
    },
  };
}

/** The rendered text without the insides of long literals: where a prefix could come about, and cheap to search. */
function seamsOf(pieces: (string | FieldStep)[], reach: number): (string | FieldStep)[] {
  return pieces.map((piece) =>
    typeof piece === 'string' && piece.length > 2 * reach
      ? `${piece.slice(0, reach)}\u0000${piece.slice(-reach)}`
      : piece,
  );
}

function endsLikeStartOf(literal: string, prefix: string): boolean {
  for (let length = 1; length < prefix.length; length++) {
    if (literal.endsWith(prefix.slice(0, length))) return true;
  }
  return false;
}
