import { expect, it } from 'vitest';
import { builtInHighlighter } from './built-in-highlighter.js';

it.each(['cmake', 'erlang', 'erl'])(
  'gives no colours to a line of %s that would stop the page',
  async (name) => {
    const language = await builtInHighlighter.language(name);
    const line = '0'.repeat(1_990);
    expect(language?.readLine(line, language.begin()).tokens).toEqual([{ text: line, kind: null }]);
    expect(language?.readLine('foo(1)', language.begin()).tokens.length).toBeGreaterThan(1);
  },
);
