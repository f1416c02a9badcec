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

it.each(['\u2028', '\u2029', '\r'])('reads a string of TOML in which the line ends by %j', async (end) => {
  const language = await builtInHighlighter.language('toml');
  const line = `name = "a${end}b" # c`;
  const { tokens = [] } = language?.readLine(line, language.begin()) ?? {};
  expect(tokens.map(({ text }) => text).join('')).toBe(line);
  expect(tokens.find(({ kind }) => kind === 'string')?.text).toBe(`"a${end}b"`);
  expect(tokens.at(-1)).toEqual({ text: '# c', kind: 'comment' });
});
