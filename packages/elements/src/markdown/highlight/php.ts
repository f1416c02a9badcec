import { clike } from '@codemirror/legacy-modes/mode/clike';

const words = (list: string): Record<string, true> =>
  Object.fromEntries(list.split(' ').map((word) => [word, true]));

/** CodeMirror has no PHP among its line parsers: this is its C with other words and variables. */
export const php = clike({
  name: 'php',
  keywords: words(
    `abstract and array as break callable case catch class clone const continue declare default do echo else
     elseif enum extends final finally fn for foreach function global goto if implements include include_once
     instanceof insteadof interface isset list match namespace new or print private protected public readonly
     require require_once return static switch throw trait try unset use var while xor yield`.replaceAll(
      /\s+/g,
      ' ',
    ),
  ),
  types: words('bool float int iterable mixed never object string void'),
  blockKeywords: words('catch do else elseif for foreach if switch try while finally'),
  atoms: words('true false null TRUE FALSE NULL'),
  multiLineStrings: true,
  hooks: {
    $(stream: { eatWhile(match: RegExp): boolean }) {
      stream.eatWhile(/[\w$]/);
      return 'property';
    },
    '#'(stream: { skipToEnd(): void }) {
      stream.skipToEnd();
      return 'comment';
    },
  },
});
