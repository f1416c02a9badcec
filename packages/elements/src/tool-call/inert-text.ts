import { jsonText } from './json-text.js';

/** More than anyone reads in place; what is cut off is said to be. */
export const MAX_INERT_LENGTH = 20_000;
const MAX_HINT = 80;
/** So much of an argument is looked at for a hint: blanks in it are one. */
const MAX_READ = 1_000;

/**
 * A JSON value as text to be looked at: strings as they are, all else indented. Control characters
 * and marks that turn the direction of text around are made visible, so that what is shown is what
 * is there.
 */
export function inertText(value: unknown): string {
  const text = typeof value === 'string' ? value : jsonText(value);
  const shown = beginningOf(text, MAX_INERT_LENGTH);
  return visibleControls(shown === text ? text : `${shown}\n… +${text.length - shown.length}`);
}

/** At most `length` of it, and no half of a character. */
export function beginningOf(text: string, length: number): string {
  return text.length > length ? text.slice(0, length).replace(/[\ud800-\udbff]$/, '') : text;
}

/** The first thing that says what a call is about, on one line; empty when there is none. */
export function shortArguments(args: unknown): string {
  if (typeof args !== 'object' || args === null) return '';
  const telling = Object.values(args).find((value) => typeof value === 'string' || typeof value === 'number');
  const text = String(telling ?? '').replace(/^[ \t\n]+/, '');
  const read = beginningOf(text, MAX_READ);
  const line = visibleControls(read).replace(/\s+/g, ' ').trim();
  const shown = beginningOf(line, MAX_HINT);
  return shown === line && read === text ? line : `${shown}…`;
}

/** Of scripts that join nothing, and whose words somebody might want to look like another's. */
const PLAIN = String.raw`\u0000-\u007f\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}`;
/** What cannot be seen but changes the value. */
const UNSEEN = new RegExp(
  [
    String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u2800\ufff9-\ufffb\p{Surrogate}]`,
    String.raw`(?![\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}`,
    // A joiner or a variant where there is nothing to join or to vary.
    String.raw`(?<![^${PLAIN}\u200c\u200d])[\u200c\u200d]`,
    String.raw`(?<![^${PLAIN}\ufe00-\ufe0f])[\ufe00-\ufe0f](?!\u20e3)`,
    String.raw`(?<!\p{Script=Mongolian})[\u180b-\u180d\u180f]`,
    String.raw`(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
  ].join('|'),
  'gu',
);

/**
 * Control characters, marks that turn text around and characters that cannot be seen, each written as
 * the escape that stands for it in JSON: text that is JSON means the same before and after. Joiners and
 * variants stay where scripts and emoji need them.
 */
export function visibleControls(text: string): string {
  return text.replace(UNSEEN, (characters) =>
    Array.from(
      { length: characters.length },
      (_, at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
