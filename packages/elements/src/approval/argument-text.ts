import { visibleControls } from '../tool-call/inert-text.js';
import { jsonText } from '../tool-call/json-text.js';

/** One argument as it is looked at before it is approved. */
export interface ArgumentRow {
  /** Empty for arguments that have no names. */
  readonly name: string;
  /** Whole, however long: what is not seen must not be approved. */
  readonly text: string;
  /** Whether it is text as a person wrote it, rather than a value of JSON. */
  readonly isText: boolean;
  /** Whether a word of it, or its name, mixes alphabets whose letters look alike. */
  readonly isMixed: boolean;
  /** Whether its end may not be in sight. */
  readonly isLong: boolean;
}

const LOOK_ALIKES = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];
/** Of the narrowest chat. */
const LINE_LENGTH = 32;
const LINES_IN_SIGHT = 8;

/** The arguments by name, each as text that shows exactly what is there. */
export function argumentRows(args: unknown): readonly ArgumentRow[] {
  if (args === undefined || args === null) return [];
  if (typeof args !== 'object' || Array.isArray(args)) return [argumentRow(null, args)];
  return Object.entries(args).map(([name, value]) => argumentRow(name, value));
}

/** One argument; `null`: it has no name. */
export function argumentRow(argument: string | null, value: unknown): ArgumentRow {
  const name = argument === '' ? '""' : visibleControls(argument ?? '');
  const { text, isText } = argumentText(value);
  const lines = text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_LENGTH)), 0);
  return { name, text, isText, isMixed: isMixed(`${name} ${text}`), isLong: lines > LINES_IN_SIGHT };
}

function isMixed(text: string): boolean {
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.some((word) => LOOK_ALIKES.filter((script) => script.test(word)).length > 1);
}

/** A value as text that shows exactly what it is. */
export function argumentText(value: unknown): Pick<ArgumentRow, 'text' | 'isText'> {
  const isText = typeof value === 'string' && !isAmbiguous(value);
  const text = isText ? value : jsonText(value);
  return { text: visibleControls(text), isText };
}

/** Text that would look like another value, or whose ends could not be seen, is quoted. */
function isAmbiguous(text: string): boolean {
  if (text === '' || text !== text.trim() || text.startsWith('"')) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // It can be read as nothing but text.
  }
}
