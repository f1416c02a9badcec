import { type StreamParser, StringStream } from '@codemirror/streamparser';
import type { CodeKind, CodeLanguage, CodeToken } from './highlighter.js';

const TAB_SIZE = 4;
const INDENT_UNIT = 2;
/** How often a parser may return without a character before it counts as stuck. */
const MAX_EMPTY = 10;
/** Of blanks that follow each other, parsers read so many: some try each in turn as the beginning and the end. */
const MAX_BLANKS = 32;
const LONG_BLANKS = new RegExp(`(?<=\\s{${MAX_BLANKS}})\\s+`, 'g');
/** Ends of lines to `.` of a pattern, but not here: TOML waits for ever for what is behind one in a string. */
const OTHER_LINE_ENDS = /[\r\u2028\u2029]/g;

/** By the first word of what parsers call their tokens. */
const KINDS: Readonly<Record<string, CodeKind>> = {
  keyword: 'keyword',
  modifier: 'keyword',
  string: 'string',
  string2: 'string',
  regexp: 'string',
  escape: 'string',
  character: 'string',
  number: 'number',
  atom: 'number',
  bool: 'number',
  unit: 'number',
  color: 'number',
  comment: 'comment',
  lineComment: 'comment',
  blockComment: 'comment',
  quote: 'comment',
  function: 'function',
  builtin: 'type',
  type: 'type',
  typeName: 'type',
  className: 'type',
  namespace: 'type',
  qualifier: 'type',
  property: 'property',
  propertyName: 'property',
  attribute: 'property',
  attributeName: 'property',
  labelName: 'property',
  tag: 'tag',
  tagName: 'tag',
  header: 'tag',
  heading: 'tag',
  operator: 'operator',
  operatorKeyword: 'operator',
  punctuation: 'operator',
  bracket: 'operator',
  angleBracket: 'operator',
  meta: 'meta',
  macroName: 'meta',
  documentMeta: 'meta',
  processingInstruction: 'meta',
  annotation: 'meta',
  inserted: 'inserted',
  deleted: 'deleted',
};
const NAMES: ReadonlySet<string> = new Set(['def', 'variable', 'variableName', 'property', 'propertyName']);

/**
 * A language of CodeMirror as ours: it reads a line and a copy of the state before it. Lines of more
 * than `maxLine` characters have no colours.
 */
export function streamLanguage(parser: StreamParser<unknown>, maxLine = Infinity): CodeLanguage {
  const begin = (): unknown => parser.startState?.(INDENT_UNIT) ?? {};
  return {
    begin,
    readLine(line, before) {
      const state = copyState(parser, before);
      if (line === '') {
        parser.blankLine?.(state, INDENT_UNIT);
        return { tokens: [], state };
      }
      if (line.length > maxLine) return { tokens: [{ text: line, kind: null }], state };
      // Some parsers keep what they read last outside of their state: it is the same before each line.
      parser.token(new StringStream('a', TAB_SIZE, INDENT_UNIT), begin());
      const readable = line.replace(LONG_BLANKS, '').replace(OTHER_LINE_ENDS, ' ');
      const tokens = readTokens(parser, readable, state);
      return { tokens: readable === line ? tokens : asWritten(tokens, line), state };
    },
  };
}

/** Tokens with the text of `line`: its long blanks come back to those that they stand in or behind. */
function asWritten(tokens: CodeToken[], line: string): CodeToken[] {
  const spared = [...line.matchAll(LONG_BLANKS)];
  let read = 0;
  let start = 0;
  return tokens.map(({ text, kind }) => {
    read += text.length;
    const end = spared.reduce((at, { index, 0: blanks }) => (index <= at ? at + blanks.length : at), read);
    const whole = line.slice(start, end);
    start = end;
    return { text: whole, kind };
  });
}

function readTokens(parser: StreamParser<unknown>, line: string, state: unknown): CodeToken[] {
  const stream = new StringStream(line, TAB_SIZE, INDENT_UNIT);
  const tokens: CodeToken[] = [];
  for (let empty = 0; !stream.eol(); ) {
    stream.start = stream.pos;
    const style = parser.token(stream, state);
    if (stream.pos === stream.start) {
      empty += 1;
      // As good as the end of the line: the rest of it has no colour.
      if (empty > MAX_EMPTY) stream.skipToEnd();
      else continue;
    }
    empty = 0;
    const text = line.slice(stream.start, stream.pos);
    const kind = kindOf(style, text, line[stream.pos]);
    const last = tokens.at(-1);
    if (last?.kind === kind) tokens[tokens.length - 1] = { text: last.text + text, kind };
    else tokens.push({ text, kind });
  }
  return tokens;
}

function kindOf(style: string | null, text: string, next: string | undefined): CodeKind | null {
  for (const word of style?.split(' ') ?? []) {
    const [name = '', ...more] = word.split('.');
    if (NAMES.has(name) && (next === '(' || more.includes('function'))) return 'function';
    if (name === 'def' && /^[A-Z]/.test(text)) return 'type';
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (kind !== undefined) return kind;
  }
  return null;
}

/** As CodeMirror copies states that do not say how: arrays in them are copied, nothing below. */
function copyState(parser: StreamParser<unknown>, state: unknown): unknown {
  if (parser.copyState !== undefined) return parser.copyState(state);
  if (typeof state !== 'object' || state === null) return state;
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...(value as unknown[])] : value,
    ]),
  );
}
