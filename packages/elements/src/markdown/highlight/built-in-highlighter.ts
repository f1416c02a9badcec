import type { Highlighter } from './highlighter.js';
import { LANGUAGES } from './languages.js';
import { streamLanguage } from './stream-language.js';

/** Their parsers try each part of a line again and again: long ones would stop the page for seconds. */
const SLOW: ReadonlySet<string> = new Set(['cmake', 'erlang', 'erl']);
const MAX_SLOW_LINE = 250;

/** Reads code by the line parsers of CodeMirror. Nothing in them builds code from text. */
export const builtInHighlighter: Highlighter = {
  async language(name) {
    const load = LANGUAGES.get(name);
    return load === undefined
      ? null
      : streamLanguage(await load(), SLOW.has(name) ? MAX_SLOW_LINE : undefined);
  },
};
