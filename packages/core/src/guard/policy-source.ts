import { type Document, Lexer, parseDocument } from 'yaml';
import { GUARD_LIMITS, type GuardFault } from './policy-format.js';

/** The text as a tree with places, or why it is none. */
export type PolicySource =
  | { readonly success: true; readonly document: Document.Parsed; readonly faultAt: FaultAt }
  | { readonly success: false; readonly faults: readonly GuardFault[] };

/** A fault at an offset of the text. */
export type FaultAt = (offset: number, message: string, path: string) => GuardFault;

/**
 * Reads YAML 1.2 of people whom nobody trusts. The limits are checked on the tokens, one by one,
 * before a tree is built: the parser's time grows with the square of depth and keys, and a few
 * thousand brackets overflow its stack. Anchors, aliases and tags have no use here and are refused.
 */
export function readPolicySource(source: string): PolicySource {
  if (source.length > GUARD_LIMITS.maxBytes || byteLength(source) > GUARD_LIMITS.maxBytes) {
    return failed([{ line: 1, column: 1, message: `longer than ${GUARD_LIMITS.maxBytes} bytes`, path: '' }]);
  }
  const faultAt = placesOf(source);
  const hostile = firstHostileToken(source);
  if (hostile !== null) return failed([faultAt(hostile.offset, hostile.message, '')]);
  const document = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    merge: false,
    // Its own check takes quadratic time; the reader of the tree finds equal keys.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  if (document.errors.length === 0) return { success: true, document, faultAt };
  const faults = document.errors
    .slice(0, GUARD_LIMITS.maxFaults)
    .map(({ pos: [offset], message }) => faultAt(offset, message, ''));
  return failed(faults);
}

function failed(faults: readonly GuardFault[]): PolicySource {
  return { success: false, faults };
}

interface HostileToken {
  readonly offset: number;
  readonly message: string;
}

/** What the lexer puts before a plain scalar, and what else it adds to the text. */
const SCALAR = '\u001f';
const ADDED = new Set(['\u0002', '\u0018', SCALAR]);

function firstHostileToken(source: string): HostileToken | null {
  let offset = source.startsWith('\uFEFF') ? 1 : 0;
  let depth = 0;
  let indicators = 0;
  let count = 0;
  let isScalar = false;
  let isLineStart = true;
  for (const token of new Lexer().lex(source)) {
    if (token === '\uFEFF') continue;
    count += 1;
    if (count > GUARD_LIMITS.maxTokens) return { offset, message: 'too many parts' };
    if (ADDED.has(token)) {
      isScalar = token === SCALAR;
      continue;
    }
    if (!isScalar) {
      if (token === '[' || token === '{') depth += 1;
      else if (token === ']' || token === '}') depth -= 1;
      else if (depth === 0 && (token === '-' || token === '?' || token === ':')) indicators += 1;
      const message = refusal(token);
      if (message !== null) return { offset, message };
    }
    if (depth > GUARD_LIMITS.maxDepth || indicators > GUARD_LIMITS.maxDepth) {
      return { offset, message: 'too many levels' };
    }
    if (isLineStart && token.startsWith(' ') && token.length > GUARD_LIMITS.maxIndent) {
      return { offset, message: `indented by more than ${GUARD_LIMITS.maxIndent} spaces` };
    }
    isScalar = false;
    isLineStart = token.endsWith('\n');
    if (isLineStart) indicators = 0;
    offset += token.length;
  }
  return null;
}

function refusal(token: string): string | null {
  if (token.startsWith('&')) return 'anchors are not used here';
  if (token.startsWith('*')) return 'aliases are not used here; write text that begins with * in quotes';
  if (token.startsWith('!')) return 'tags are not used here; write text that begins with ! in quotes';
  if (token.startsWith('%')) return 'directives are not used here';
  return null;
}

function placesOf(source: string): FaultAt {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset, message, path) => {
    let line = 0;
    let above = starts.length;
    while (above - line > 1) {
      const middle = (line + above) >> 1;
      if ((starts[middle] ?? 0) <= offset) line = middle;
      else above = middle;
    }
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1, message, path };
  };
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
