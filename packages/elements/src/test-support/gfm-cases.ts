/** What GitHub's markdown adds to CommonMark, in cases of our own, with the HTML that they should give. */
export interface GfmCase {
  readonly name: string;
  readonly markdown: string;
  readonly html: string;
}

const paragraph = (name: string, markdown: string, inner: string): GfmCase => ({
  name,
  markdown: `${markdown}\n`,
  html: `<p>${inner}</p>\n`,
});

const link = (href: string, text = href): string => `<a href="${href}">${text}</a>`;

const row = (tag: 'td' | 'th', cells: readonly string[], aligns: readonly string[] = []): string =>
  `<tr>\n${cells
    .map((cell, index) => `<${tag}${aligns[index] ? ` align="${aligns[index]}"` : ''}>${cell}</${tag}>\n`)
    .join('')}</tr>\n`;

const table = (
  head: readonly string[],
  body: readonly (readonly string[])[] = [],
  aligns: readonly string[] = [],
): string =>
  `<table>\n<thead>\n${row('th', head, aligns)}</thead>\n${
    body.length === 0 ? '' : `<tbody>\n${body.map((cells) => row('td', cells, aligns)).join('')}</tbody>\n`
  }</table>\n`;

const TABLES: readonly GfmCase[] = [
  {
    name: 'a table',
    markdown: '| one | two |\n| --- | --- |\n| 1 | *2* |\n',
    html: table(['one', 'two'], [['1', '<em>2</em>']]),
  },
  {
    name: 'a table without pipes at its edges, with aligned columns',
    markdown: 'left | middle | right\n:-- | :-: | --:\na | b | c\n',
    html: table(['left', 'middle', 'right'], [['a', 'b', 'c']], ['left', 'center', 'right']),
  },
  {
    name: 'a pipe that is escaped, in code too',
    markdown: '| a \\| b |\n|---|\n| `c \\| d` |\n',
    html: table(['a | b'], [['<code>c | d</code>']]),
  },
  {
    name: 'rows with too few and too many cells',
    markdown: '| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n',
    html: table(
      ['a', 'b'],
      [
        ['1', ''],
        ['1', '2'],
      ],
    ),
  },
  {
    name: 'a table that is only a head',
    markdown: '| a | b |\n|---|---|\n',
    html: table(['a', 'b']),
  },
  {
    name: 'a table that another block ends',
    markdown: '| a |\n|---|\n| 1 |\n> quoted\n',
    html: `${table(['a'], [['1']])}<blockquote>\n<p>quoted</p>\n</blockquote>\n`,
  },
  {
    name: 'a table that a blank line ends, and a last row without pipes',
    markdown: '| a | b |\n|---|---|\nrow\n\nafter\n',
    html: `${table(['a', 'b'], [['row', '']])}<p>after</p>\n`,
  },
  {
    name: 'a head with another number of cells than its line of dashes',
    markdown: '| a | b |\n|---|\n| 1 |\n',
    html: '<p>| a | b |\n|---|\n| 1 |</p>\n',
  },
];

const TASKS: readonly GfmCase[] = [
  {
    name: 'tasks',
    markdown: '- [ ] open\n- [x] done\n- [X] done as well\n',
    html: '<ul>\n<li><input disabled="" type="checkbox"> open</li>\n<li><input checked="" disabled="" type="checkbox"> done</li>\n<li><input checked="" disabled="" type="checkbox"> done as well</li>\n</ul>\n',
  },
  {
    name: 'tasks in tasks, and numbered ones',
    markdown: '1. [x] one\n   - [ ] of it\n2. two\n',
    html: '<ol>\n<li><input checked="" disabled="" type="checkbox"> one\n<ul>\n<li><input disabled="" type="checkbox"> of it</li>\n</ul>\n</li>\n<li>two</li>\n</ol>\n',
  },
  {
    name: 'brackets that are no box',
    markdown: '- [y] no\n- [x]no\n',
    html: '<ul>\n<li>[y] no</li>\n<li>[x]no</li>\n</ul>\n',
  },
];

const STRUCK: readonly GfmCase[] = [
  paragraph('what is struck through', '~~gone~~ and ~this~ too', '<del>gone</del> and <del>this</del> too'),
  paragraph('tildes that do not go together', '~~a~ b', '~~a~ b'),
  {
    name: 'what would be struck through over two paragraphs',
    markdown: '~~one\n\ntwo~~\n',
    html: '<p>~~one</p>\n<p>two~~</p>\n',
  },
  paragraph('form inside of it', '~~a **b** c~~', '<del>a <strong>b</strong> c</del>'),
];

const ADDRESSES: readonly GfmCase[] = [
  paragraph(
    'a bare address',
    'See https://a.example/b?c=d#e now',
    `See ${link('https://a.example/b?c=d#e')} now`,
  ),
  paragraph('one without a scheme', 'www.a.example/b', link('http://www.a.example/b', 'www.a.example/b')),
  paragraph('the end of a sentence', 'Go to https://a.example/b.', `Go to ${link('https://a.example/b')}.`),
  paragraph('more than one mark at the end', 'https://a.example/b?!', `${link('https://a.example/b')}?!`),
  paragraph('an address in parentheses', '(https://a.example/b)', `(${link('https://a.example/b')})`),
  paragraph(
    'parentheses in an address',
    'https://a.example/b_(c)_(d) e',
    `${link('https://a.example/b_(c)_(d)')} e`,
  ),
  paragraph(
    'a character reference at the end',
    'https://a.example/b&copy; c',
    `${link('https://a.example/b')}© c`,
  ),
  paragraph('an address that < ends', 'https://a.example/b<c', `${link('https://a.example/b')}&lt;c`),
  paragraph(
    'an address with form around it',
    '**https://a.example**',
    `<strong>${link('https://a.example')}</strong>`,
  ),
  paragraph(
    'the address of a mail',
    'Write to a.b-c_d@e.example.',
    `Write to ${link('mailto:a.b-c_d@e.example', 'a.b-c_d@e.example')}.`,
  ),
  paragraph('what only looks like one of a mail', 'a@b and a@b.example_', 'a@b and a@b.example_'),
  paragraph('an address in code', '`https://a.example`', '<code>https://a.example</code>'),
];

export const GFM_CASES: readonly GfmCase[] = [...TABLES, ...TASKS, ...STRUCK, ...ADDRESSES];
