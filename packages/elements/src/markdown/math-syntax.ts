import { trimEnd } from './trim-end.js';

/** What ends each of the marks that begin a formula. */
export const FORMULA_ENDS = { $$: '$$', '\\[': '\\]', '\\(': '\\)', $: '$' } as const;
export type FormulaMark = keyof typeof FORMULA_ENDS;
export type MathFence = '$$' | '\\[';

/** What stands at the end of a text in place of the end of a formula that is still being written. */
export const OPEN_END = '\0';

const WORDS = /(?:^|\s)[a-z]{3,}(?=\s|[.,;:!?]|$)/i;
const TEX = /[\\^_={}]/;
/** Every formula has one. */
const NAME = /[\p{L}\p{N}]/u;
const PRICE = /^\d.*(?:[a-z]{2}|[/\u2013\u2014-]$)/is;

/** A line that begins a formula of several lines, or is one. */
export function readMathLine(line: string): { fence: MathFence; tex: string | null } | null {
  const text = trimEnd(line);
  const fence = text.startsWith('$$') ? '$$' : text.startsWith('\\[') ? '\\[' : null;
  if (fence === null) return null;
  if (text.length === 2) return { fence, tex: null };
  const end = FORMULA_ENDS[fence];
  const tex = text.endsWith(end) && text.length > 4 ? text.slice(2, -2).trim() : '';
  if (!NAME.test(tex) || tex.includes(end) || (fence === '\\[' && isProse(tex))) return null;
  return { fence, tex };
}

/** Whether `line` ends a formula that `fence` began, and what stands before. */
export function readMathEnd(line: string, fence: MathFence): string | null {
  const text = trimEnd(line);
  return text.endsWith(FORMULA_ENDS[fence]) ? trimEnd(text.slice(0, -2)) : null;
}

/**
 * Whether `content` between two marks is a formula, and neither a price nor words: `$5 and $10`,
 * `\[sic\]`.
 */
export function isFormula(mark: FormulaMark, content: string, before: string, after: string): boolean {
  if (!NAME.test(content) || content.includes('`')) return false;
  switch (mark) {
    case '$':
      // As in pandoc: no space inside, no word outside.
      if (/^\s|\s$/.test(content) || /[a-z\d$]/i.test(before) || /[a-z\d$]/i.test(after)) return false;
      return !isProse(content) && (TEX.test(content) || !PRICE.test(content));
    case '$$':
      return !after.startsWith('$') && !isProse(content);
    case '\\(':
      return !isProse(content) || !/\s/.test(content.trim());
    case '\\[':
      // `\[a link\](address)` is a pair of brackets that are none.
      return !isProse(content) && !/[(:[]/.test(after);
    default:
      return mark satisfies never;
  }
}

/** Words, without anything that only TeX has. */
function isProse(content: string): boolean {
  return !TEX.test(content) && WORDS.test(content);
}
