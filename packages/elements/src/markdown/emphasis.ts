import type { InlineToken, Span } from './inline-tokens.js';

/** A run of `*`, `_` or `~` that may open or close emphasis. */
export interface Run {
  readonly type: 'run';
  readonly mark: string;
  /** How many marks are not used yet. */
  count: number;
  readonly original: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
}

export type InlineItem = InlineToken | Run;

interface Opener {
  readonly run: Run;
  /** Where it stands among the results. */
  readonly index: number;
  /** How deep the spans after it are nested. */
  depth: number;
}

/** Deeper than anyone writes, far from the end of the stack. What is deeper stays as it was written. */
export const MAX_SPANS = 32;

const SPACE = /^\s$/;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;

/** A run at `start` of `text` with the same mark up to `end` (CommonMark section 6.2). */
export function runAt(text: string, start: number, end: number): Run {
  const mark = text[start] ?? '';
  const before = characterBefore(text, start);
  const after = end < text.length ? String.fromCodePoint(text.codePointAt(end) ?? 10) : '\n';
  const afterSpace = SPACE.test(after);
  const beforeSpace = SPACE.test(before);
  const afterPunctuation = PUNCTUATION.test(after);
  const beforePunctuation = PUNCTUATION.test(before);
  const left = !afterSpace && (!afterPunctuation || beforeSpace || beforePunctuation);
  const right = !beforeSpace && (!beforePunctuation || afterSpace || afterPunctuation);
  const count = end - start;
  return {
    type: 'run',
    mark,
    count,
    original: count,
    canOpen: mark === '_' ? left && (!right || beforePunctuation) : left,
    canClose: mark === '_' ? right && (!left || afterPunctuation) : right,
  };
}

function characterBefore(text: string, at: number): string {
  if (at === 0) return '\n';
  const unit = text.charCodeAt(at - 1);
  const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return isLowSurrogate ? text.slice(at - 2, at) : (text[at - 1] ?? '\n');
}

/**
 * Pairs the runs of `items` to spans, in one pass from left to right: the results so far and the
 * runs among them that may still open are kept on two stacks. Also says how deep spans are nested.
 */
export function pairRuns(items: readonly InlineItem[]): { tokens: readonly InlineToken[]; depth: number } {
  const results: InlineItem[] = [];
  const openers: Opener[] = [];
  /** Below this many openers there is none for a kind of closer. */
  const bottoms = new Map<string, number>();
  let depth = 0;

  const note = (level: number): void => {
    const top = openers.at(-1);
    if (top === undefined) depth = Math.max(depth, level);
    else top.depth = Math.max(top.depth, level);
  };
  /** Forgets the openers above `length`; what was nested in them is nested in the one below. */
  const cut = (length: number): void => {
    while (openers.length > length) note(openers.pop()?.depth ?? 0);
  };

  for (const item of items) {
    if (item.type !== 'run') {
      if ('depth' in item) note(item.depth);
      results.push(item);
      continue;
    }
    while (item.canClose && item.count > 0) {
      const kind = `${item.mark}${item.canOpen}${item.mark === '~' ? item.count : item.original % 3}`;
      const bottom = bottoms.get(kind) ?? 0;
      let index = openers.length - 1;
      while (index >= bottom && !matches(openers[index], item)) index -= 1;
      const opener = index >= bottom ? openers[index] : undefined;
      if (opener === undefined) {
        bottoms.set(kind, openers.length);
        break;
      }
      cut(index + 1);
      wrap(opener, item);
      // The bottoms were counted with openers that are gone.
      for (const [key, value] of bottoms) bottoms.set(key, Math.min(value, openers.length));
    }
    if (item.count === 0) continue;
    if (item.canOpen) openers.push({ run: item, index: results.length, depth: 0 });
    results.push(item);
  }
  cut(0);
  return { tokens: settle(results), depth };

  function wrap(opener: Opener, closer: Run): void {
    const used = closer.mark === '~' ? closer.count : Math.min(2, opener.run.count, closer.count);
    closer.count -= used;
    if (opener.depth >= MAX_SPANS) {
      // Too deep: the marks of both stay text, and nothing is moved.
      openers.pop();
      note(opener.depth);
      results.push({ type: 'text', text: closer.mark.repeat(used) });
      return;
    }
    opener.run.count -= used;
    const children = settle(results.splice(opener.index + 1));
    const type = closer.mark === '~' ? 'del' : used === 2 ? 'strong' : 'em';
    const level = opener.depth + 1;
    const span: Span = { type, children, depth: level };
    if (opener.run.count === 0) {
      openers.pop();
      results.pop();
      note(level);
    } else {
      opener.depth = level;
    }
    results.push(span);
  }
}

function matches(opener: Opener | undefined, closer: Run): boolean {
  if (opener === undefined || opener.run.mark !== closer.mark) return false;
  const { run } = opener;
  if (closer.mark === '~') return run.count === closer.count;
  // The rule of three (CommonMark section 6.2, rules 9 and 10).
  const both = run.canClose || closer.canOpen;
  return !both || (run.original + closer.original) % 3 !== 0 || closer.original % 3 === 0;
}

/** Runs that paired with nothing are text, and texts that touch are one. */
function settle(items: readonly InlineItem[]): InlineToken[] {
  const tokens: InlineToken[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') tokens.push({ type: 'text', text });
    text = '';
  };
  for (const item of items) {
    if (item.type === 'run') text += item.mark.repeat(item.count);
    else if (item.type === 'text') text += item.text;
    else {
      flush();
      tokens.push(item);
    }
  }
  flush();
  return tokens;
}
