import { visibleControls } from '../tool-call/inert-text.js';
import { jsonText } from '../tool-call/json-text.js';

/** What a person has made of the arguments, or what is wrong with it. */
export type EditedArgs =
  | { readonly kind: 'valid'; readonly args: unknown; readonly isChanged: boolean }
  /** Line and column from 1, where the browser says them. */
  | { readonly kind: 'not_json'; readonly line: number | null; readonly column: number | null }
  | { readonly kind: 'other_kind' };

/** Arguments as JSON to be edited. What cannot be seen is written as its escape, which means the same. */
export function editableArgs(args: unknown): string {
  return visibleControls(args === undefined ? 'null' : jsonText(args));
}

/** Reads what was edited. Named arguments stay named ones. */
export function readEditedArgs(text: string, asked: unknown): EditedArgs {
  const read = readJson(text);
  if (read.kind === 'not_json') return read;
  if (isNamed(asked) && !isNamed(read.args)) return { kind: 'other_kind' };
  return { ...read, isChanged: !isEqual(read.args, asked) };
}

type ReadJson =
  | { readonly kind: 'valid'; readonly args: unknown }
  | Extract<EditedArgs, { kind: 'not_json' }>;

/** A value that a person has written as JSON. */
export function readJson(text: string): ReadJson {
  try {
    return { kind: 'valid', args: JSON.parse(text) as unknown };
  } catch (error) {
    return { kind: 'not_json', ...placeOf(error, text) };
  }
}

/** Whether arguments have names. */
export function isNamed(args: unknown): args is object {
  return typeof args === 'object' && args !== null && !Array.isArray(args);
}

/** Engines say where it is in words of their own; one says nothing. */
function placeOf(error: unknown, text: string): { line: number | null; column: number | null } {
  const message = error instanceof Error ? error.message : '';
  const place = /line (\d+) column (\d+)/.exec(message);
  if (place !== null) return { line: Number(place[1]), column: Number(place[2]) };
  const position = /position (\d+)/.exec(message);
  const isAtEnd = /unexpected end|end of data|EOF/i.test(message);
  if (position === null && !isAtEnd) return { line: null, column: null };
  const before = text.slice(0, position === null ? text.length : Number(position[1])).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Of JSON values; the order of names means nothing. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) => Object.hasOwn(b, name) && isEqual(a[name as keyof typeof a], b[name as keyof typeof b]),
    )
  );
}
