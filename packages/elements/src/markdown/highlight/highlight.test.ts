import { describe, expect, it } from 'vitest';
import { domText } from '../../test-support/dom-text.js';
import { FULL } from '../../test-support/full-test.js';
import { chunksOf, randomFrom } from '../../test-support/random-markdown.js';
import { builtInHighlighter } from './built-in-highlighter.js';
import { CodeView } from './code-view.js';
import type { CodeLanguage } from './highlighter.js';
import { LANGUAGES } from './languages.js';

const TYPESCRIPT = `/* a comment
   of two lines */
export async function greet(name: string): Promise<void> {
  const text = \`Hello, \${name}
and more\`;
  await say(text, 42); // done
}
`;

const never = (): boolean => false;

async function languageOf(name: string): Promise<CodeLanguage> {
  const language = await builtInHighlighter.language(name);
  if (language === null) throw new Error(`There is no ${name}.`);
  return language;
}

function shownAtOnce(text: string, language: CodeLanguage): string {
  const box = document.createElement('code');
  const view = new CodeView(box);
  view.colour(language);
  view.show(text);
  while (view.read(never));
  return domText(box);
}

describe('the colours of code', () => {
  it('name what the pieces of a line are', async () => {
    const box = document.createElement('code');
    const view = new CodeView(box);
    view.colour(await languageOf('ts'));
    view.show(TYPESCRIPT);
    view.read(never);
    const of = (kind: string): string[] =>
      [...box.querySelectorAll(`.code-${kind}`)].map(({ textContent }) => textContent);
    expect(of('keyword')).toEqual(expect.arrayContaining(['export', 'async', 'function', 'const', 'await']));
    expect(of('comment')).toEqual(['/* a comment', '   of two lines */', '// done']);
    expect(of('function')).toEqual(['greet', 'say']);
    expect(of('number')).toEqual(['42']);
    expect(of('string').join('')).toContain('Hello, ');
    expect(box.textContent).toBe(TYPESCRIPT);
  });

  it('are the same however the code arrived, for every language', async () => {
    const random = randomFrom(11);
    const source = `${TYPESCRIPT}\n# one\n--two "three\n<a href='b'>{{ c }}</a>\n$x = [1, 2.5e3];\n- key: 'v'\n\n\tend\n`;
    for (const name of LANGUAGES.keys()) {
      const language = await languageOf(name);
      const box = document.createElement('code');
      const view = new CodeView(box);
      view.colour(language);
      for (const end of chunksOf(source, random)) {
        view.show(source.slice(0, end));
        view.read(never);
        expect(box.textContent).toBe(source.slice(0, end));
      }
      expect(domText(box), name).toBe(shownAtOnce(source, language));
    }
  });

  it('are those of the code, however many blanks it has', async () => {
    const blanks = ' '.repeat(90);
    const language = await languageOf('yaml');
    const plain = language.readLine('  name: # a', language.begin()).tokens;
    const wide = language.readLine(`  name:${blanks}# a${blanks}b${blanks}`, language.begin()).tokens;
    expect(wide.map(({ kind }) => kind)).toEqual(plain.map(({ kind }) => kind));
    expect(wide.map(({ text }) => text).join('')).toBe(`  name:${blanks}# a${blanks}b${blanks}`);
    expect(wide.at(-1)?.text).toBe(`# a${blanks}b${blanks}`);
  });

  it('come later without a change of the text, and in slices', async () => {
    const language = await languageOf('python');
    const text = 'def f(a):\n    return a # b\n'.repeat(200);
    const box = document.createElement('code');
    const view = new CodeView(box);
    view.show(text);
    expect(box.textContent).toBe(text);
    view.colour(language);
    let slices = 0;
    for (let more = true; more; slices++) {
      let lines = 0;
      more = view.read(() => ++lines >= 30);
      expect(box.textContent).toBe(text);
    }
    expect(slices).toBeGreaterThan(10);
    expect(domText(box)).toBe(shownAtOnce(text, language));
  });

  it('leave a finished line alone while the next one grows', async () => {
    const box = document.createElement('code');
    const growing = new CodeView(box);
    growing.colour(await languageOf('js'));
    growing.show('const a = 1;\n');
    growing.read(never);
    const before = [...(box.firstElementChild?.children ?? [])];
    expect(before.length).toBeGreaterThan(1);
    growing.show('const a = 1;\nlet b');
    growing.read(never);
    growing.show('const a = 1;\nlet bc = "');
    growing.read(never);
    expect([...(box.firstElementChild?.children ?? [])].slice(0, before.length)).toEqual(before);
  });

  it('are not given to a line that nobody writes, nor to pieces that are not the line', () => {
    const liar: CodeLanguage = {
      begin: () => null,
      readLine: () => ({ tokens: [{ text: 'something else', kind: 'keyword' }], state: null }),
    };
    expect(shownAtOnce('one\ntwo\n', liar)).toBe('<span class="lines">one\ntwo\n</span>');
    const eager: CodeLanguage = {
      begin: () => null,
      readLine: (line) => ({ tokens: [{ text: line, kind: 'keyword' }], state: null }),
    };
    const long = 'x'.repeat(2_001);
    expect(shownAtOnce(`${long}\ny`, eager)).toBe(
      `<span class="lines">${long}\n<span class="code-keyword">y</span></span>`,
    );
  });

  it('put every hundred lines into a box of their own', async () => {
    const box = document.createElement('code');
    const view = new CodeView(box);
    view.colour(await languageOf('yaml'));
    view.show('a: 1\n'.repeat(250));
    view.read(never);
    expect([...box.children].map(({ textContent }) => textContent.split('\n').length - 1)).toEqual([
      100, 100, 50,
    ]);
  });

  // What takes exponential time never ends, and quadratic time passes the limit of the runner.
  it('end for code that is hard to read, in every language', { timeout: 60_000 }, async () => {
    const units = [
      '"',
      "'",
      '`',
      '/*',
      '<!--',
      '{',
      '(',
      '\\',
      '$(',
      '<a b="',
      '/',
      '#{',
      '%w[',
      'a.',
      '=>',
      '"""',
      ' ',
      '\t',
      ': ',
      '\u2028',
      '"\u2028',
      '\r',
      '\0',
      '\ud800',
    ];
    const hard = units.map((unit) => unit.repeat(Math.ceil(1_900 / unit.length))).join('\n');
    // Most languages have several names.
    const parsers = new Map([...LANGUAGES].map(([name, load]) => [load, name]));
    for (const name of FULL ? LANGUAGES.keys() : parsers.values()) {
      const box = document.createElement('code');
      const view = new CodeView(box);
      view.colour(await languageOf(name));
      view.show(hard);
      while (view.read(never));
      expect(box.textContent, name).toBe(hard);
    }
  });
});
