import type { Highlighter } from './highlighter.js';
import { LANGUAGES } from './languages.js';
import { streamLanguage } from './stream-language.js';

/** Reads code by the line parsers of CodeMirror. Nothing in them builds code from text. */
export const builtInHighlighter: Highlighter = {
  async language(name) {
    const load = LANGUAGES.get(name);
    return load === undefined ? null : streamLanguage(await load());
  },
};
