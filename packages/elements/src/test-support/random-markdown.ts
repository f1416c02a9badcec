/** A repeatable source of chance: the same seed gives the same numbers, from 0 (inclusive) to 1. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const PIECES = [
  '# Title\n',
  '\n',
  '\n\n',
  'some **bold** text',
  '- item\n',
  '  nested\n',
  '1. one\n',
  '> quote\n',
  '```js\ncode\n',
  '```\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n',
  '[x]: https://a.example\n',
  '[x] and [y][x]',
  '    indented\n',
  '***\n',
  '<div>\n',
  '</div>\n',
  '<!-- c',
  '-->\n',
  '===\n',
  '---\n',
  '\t- tab\n',
  ' * star\n',
  'hard\\\n',
  '~~gone~~',
  '`code`',
  '\r\n',
  '[y]: <https://c.example> "t\n',
  'u"\n',
  '+ plus\n',
  '* a\n\n\n',
  'text\n',
  '<a\n',
  'href="x">\n',
  'a | b\n--|--\n',
  '10) ten\n',
  '&amp;',
  '![i](https://x.example/y)',
  '> > deep\n',
  '- [ ] task\n',
  '-\n',
  '$x_1$ ',
  '$5 ',
  '$$\n',
  '$$a$$',
  '\\[ y',
  '\\]\n',
  '\\(z\\)',
];

/** Markdown that nobody would write: blocks run into each other in every way. */
export function markdownOf(random: () => number): string {
  const count = 1 + Math.floor(random() * 14);
  return Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
}

/** The ends of pieces of 1 to 7 characters in which `source` might arrive. */
export function chunksOf(source: string, random: () => number): number[] {
  const ends: number[] = [];
  for (let end = 0; end < source.length; ends.push(end)) {
    end = Math.min(source.length, end + 1 + Math.floor(random() * 7));
  }
  return ends;
}
