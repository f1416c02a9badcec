import type { TextRange } from '../write-text.js';

/** A word at the cursor that suggestions may complete. */
export interface Trigger {
  readonly kind: 'command' | 'mention';
  /** What was typed behind the `/` or the `@`. */
  readonly query: string;
  /** The place of the `/` or the `@`. */
  readonly start: number;
  /** The place of the cursor. */
  readonly caret: number;
  /** Behind the word, also where the cursor is in its middle. */
  readonly end: number;
}

const COMMAND = /^\/([\p{L}\p{N}_-]*)$/u;
/** As the protocol reads mentions. */
const MENTION = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}_.-]{0,128})$/u;
/** The longest mention, its `@`, and what stands before that: nothing further back says what is typed. */
const MENTION_REACH = 130;
const REST_OF_WORD = /^[\p{L}\p{N}_.-]*/u;

/** What is being typed at `caret`; `null`: nothing that can be completed. */
export function findTrigger(text: string, caret: number): Trigger | null {
  const before = text.slice(0, caret);
  const command = before.startsWith('/') ? COMMAND.exec(before) : null;
  const mention = command === null ? MENTION.exec(before.slice(-MENTION_REACH)) : null;
  const query = command?.[1] ?? mention?.[1];
  if (query === undefined) return null;
  const rest = REST_OF_WORD.exec(text.slice(caret))?.[0].length ?? 0;
  return {
    kind: command === null ? 'mention' : 'command',
    query,
    start: caret - query.length - 1,
    caret,
    end: caret + rest,
  };
}

/** What `word`, without the `/` or the `@`, takes the place of: of a word behind the cursor no more than is its own. */
export function rangeOf({ start, caret, end }: Trigger, text: string, word: string): TextRange {
  const typed = text.slice(start + 1, end).toLocaleLowerCase();
  return { start, end: word.toLocaleLowerCase().startsWith(typed) ? end : caret };
}
