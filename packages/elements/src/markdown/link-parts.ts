import { decodeEntities } from './decode-entities.js';
import type { Target } from './inline-tokens.js';

/** A part of the source that has been read, and where it ends. */
export interface Read<T> {
  readonly value: T;
  readonly end: number;
}

const MAX_PARENTHESES = 32;
/** What a backslash can be put before. */
export const PUNCTUATION = /[!-/:-@[-`{-~]/;
const LABEL = /\[((?:[^\\[\]]|\\[^]){0,999})\]/y;
const POINTED = /<([^<>\n\\]*(?:\\.[^<>\n\\]*)*)>/y;
const TITLE = /"([^"\\]*(?:\\[^][^"\\]*)*)"|'([^'\\]*(?:\\[^][^'\\]*)*)'|\(([^()\\]*(?:\\[^][^()\\]*)*)\)/y;
/** White space with at most one end of a line in it. */
const SPACING = /[ \t]*(?:\n[ \t]*)?/y;
const LINE_REST = /[ \t]*(?:\n|$)/y;

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Text with escapes and character references resolved (CommonMark sections 2.4 and 2.5). */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return decodeEntities(text);
  // An escaped ampersand begins no reference.
  return text
    .split(/(\\[!-/:-@[-`{-~])/)
    .map((piece, index) => (index % 2 === 1 ? piece.slice(1) : decodeEntities(piece)))
    .join('');
}

/** Labels match whatever their case and white space. */
export function normalizeLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
}

/** The text between brackets, not normalised. */
export function readLabel(text: string, at: number): Read<string> | null {
  const match = matchAt(LABEL, text, at);
  return match === null ? null : { value: match[1] ?? '', end: at + match[0].length };
}

function readDestination(text: string, at: number): Read<string> | null {
  const pointed = matchAt(POINTED, text, at);
  if (pointed !== null) return { value: unescapeText(pointed[1] ?? ''), end: at + pointed[0].length };
  if (text[at] === '<') return null;
  let depth = 0;
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code <= 0x20 || code === 0x7f) break;
    const character = text[end];
    if (character === '\\' && PUNCTUATION.test(text[end + 1] ?? '')) end += 1;
    else if (character === '(') {
      depth += 1;
      if (depth > MAX_PARENTHESES) return null;
    } else if (character === ')') {
      if (depth === 0) break;
      depth -= 1;
    }
  }
  return depth === 0 ? { value: unescapeText(text.slice(at, end)), end } : null;
}

function readTitle(text: string, at: number): Read<string> | null {
  const match = matchAt(TITLE, text, at);
  if (match === null) return null;
  return { value: unescapeText(match[1] ?? match[2] ?? match[3] ?? ''), end: at + match[0].length };
}

function skipSpacing(text: string, at: number): number {
  return at + (matchAt(SPACING, text, at)?.[0].length ?? 0);
}

/** `(destination "title")` after the text of a link; `at` is that of the opening parenthesis. */
export function readInlineTarget(text: string, at: number): Read<Target> | null {
  if (text[at] !== '(') return null;
  const start = skipSpacing(text, at + 1);
  const destination = readDestination(text, start);
  if (destination === null) return null;
  const afterSpacing = skipSpacing(text, destination.end);
  const title = afterSpacing > destination.end ? readTitle(text, afterSpacing) : null;
  const end = title === null ? afterSpacing : skipSpacing(text, title.end);
  if (text[end] !== ')') return null;
  return { value: { href: destination.value, title: title?.value ?? null }, end: end + 1 };
}

export interface Definition extends Target {
  /** Normalised. */
  readonly label: string;
}

/** A definition of a link reference that begins at `at`, with the end of its line. */
function readDefinition(text: string, at: number): Read<Definition> | null {
  const label = readLabel(text, at);
  if (label === null || label.value.trim() === '' || text[label.end] !== ':') return null;
  const start = skipSpacing(text, label.end + 1);
  const destination = readDestination(text, start);
  if (destination === null || destination.end === start) return null;
  const define = (end: number, title: string | null): Read<Definition> => ({
    value: { label: normalizeLabel(label.value), href: destination.value, title },
    end,
  });

  const afterSpacing = skipSpacing(text, destination.end);
  const title = afterSpacing > destination.end ? readTitle(text, afterSpacing) : null;
  const afterTitle = title === null ? null : matchAt(LINE_REST, text, title.end);
  if (title !== null && afterTitle !== null) return define(title.end + afterTitle[0].length, title.value);
  const lineRest = matchAt(LINE_REST, text, destination.end);
  return lineRest === null ? null : define(destination.end + lineRest[0].length, null);
}

/** The definitions that a paragraph begins with, and what is left of it. */
export function takeDefinitions(text: string): { definitions: readonly Definition[]; rest: string } {
  const definitions: Definition[] = [];
  let at = 0;
  while (text[at] === '[') {
    const definition = readDefinition(text, at);
    if (definition === null) break;
    definitions.push(definition.value);
    at = definition.end;
  }
  return { definitions, rest: text.slice(at) };
}
