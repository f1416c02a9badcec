import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeIn, type Page, pageAt, ROOT, sectionOf, tableRows } from './support/documentation.js';

// The pages about the elements say what the classes say.

const SOURCES = `${ROOT}packages/elements/src`;
const pathsOf = (ending: string): readonly string[] =>
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending));
const sourcesOf = (ending: string): readonly string[] =>
  pathsOf(ending).map((path) => readFileSync(join(SOURCES, path), 'utf8'));

/** An element as its class declares it. */
interface DeclaredElement {
  readonly tag: string;
  /** The attribute of each property that a page may set; `''` where it has none. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly methods: readonly string[];
  /** `''`: the one without a name. */
  readonly slots: readonly string[];
  /** Plain events, which have no class, as the class names them. */
  readonly plainEvents: readonly string[];
  /** Those that its code makes. */
  readonly madeEvents: readonly string[];
  readonly states: readonly string[];
}

/** What Lit and the platform call, which is nothing for a page. */
const LIFECYCLE =
  /^(?:constructor|render|connectedCallback|disconnectedCallback|willUpdate|firstUpdated|updated|scheduleUpdate|shouldUpdate|createRenderRoot|getUpdateComplete|adoptedCallback|attributeChangedCallback)$/;

function declaredElement(source: string): DeclaredElement | null {
  const [, tag] = / \* @element ([\w-]+)/.exec(source) ?? [];
  const [, properties = ''] = /static override properties[^{]*{\n([^]*?)\n {2}};/.exec(source) ?? [];
  if (tag === undefined) return null;
  const attributes = new Map<string, string>();
  for (const [, name = '', options = ''] of properties.matchAll(/^ {4}(\w+): \{([^}]*)\}/gm)) {
    if (options.includes('state: true')) continue;
    const [, own] = /attribute: (?:'([\w-]+)'|false)/.exec(options) ?? [];
    attributes.set(name, /attribute: false/.test(options) ? '' : (own ?? name.toLowerCase()));
  }
  const named = (pattern: RegExp): string[] => Array.from(source.matchAll(pattern), ([, name = '']) => name);
  // Up to the end of the class: what stands below it is no method.
  const [body = ''] = source.slice(source.indexOf('\nexport class ')).split('\n}\n');
  return {
    tag,
    attributes,
    methods: Array.from(
      body.matchAll(/^ {2}(?:override )?(?:async )?(\w+)\(/gm),
      ([, name = '']) => name,
    ).filter((name) => !LIFECYCLE.test(name)),
    slots: named(/^ \* @slot(?: ([\w-]+))? - /gm),
    plainEvents: named(/^ \* @fires \{Event\} ([\w-]+)/gm),
    madeEvents: named(/\bnew Event\('([\w-]+)'/g),
    states: named(/^ \* @cssstate ([\w-]+)/gm),
  };
}

const elements = sourcesOf('.ts').flatMap((source) => declaredElement(source) ?? []);
const chat = elements.find(({ tag }) => tag === 'agent-chat');
const others = elements.filter((element) => element !== chat);

const page = pageAt('docs/elements.md');
const single = pageAt('docs/single-elements.md');
const firstCells = (of: Page, heading: string): readonly string[] =>
  tableRows(of, heading).flatMap(([cell = '']) => codeIn(cell));
const sorted = (names: Iterable<string>): string[] => [...names].toSorted();

it('finds the elements', () => {
  expect(elements.length).toBeGreaterThan(20);
  expect(firstCells(sectionOf(page, 'All elements'), 'element')).toEqual(
    expect.arrayContaining(elements.map(({ tag }) => `<${tag}>`)),
  );
});

it('every module of events is known to TypeScript after the import of define, as that page says', () => {
  const define = readFileSync(join(SOURCES, 'define.ts'), 'utf8');
  const modules = pathsOf('.events.ts').map((path) => `./${path.replace(/\.ts$/, '.js')}`);
  expect(modules.length).toBeGreaterThan(15);
  expect(modules.filter((path) => !define.includes(`from '${path}'`))).toEqual([]);
});

describe('the page of the elements', () => {
  it('has each event, and no other', () => {
    const names = sourcesOf('.events.ts').flatMap((source) =>
      Array.from(source.matchAll(/^ {4}'(agent-chat-[\w-]+)': /gm), ([, name = '']) => name),
    );
    expect(sorted(firstCells(sectionOf(page, 'Events'), 'event'))).toEqual(sorted(new Set(names)));
  });

  it('has each property of the chat, and no other', () => {
    const rows = tableRows(sectionOf(page, 'Attributes of agent-chat'), 'attribute');
    const properties = firstCells(sectionOf(page, 'Properties of agent-chat'), 'property');
    const listed = rows.map(([attribute = '', name = '']) => [codeIn(name)[0], codeIn(attribute)[0]]);
    const declared = [...(chat?.attributes ?? [])];
    expect(declared.length).toBeGreaterThan(20);
    expect(listed.toSorted()).toEqual(declared.filter(([, attribute]) => attribute !== '').toSorted());
    expect(sorted(properties)).toEqual(
      sorted(declared.filter(([, attribute]) => attribute === '').map(([name]) => name)),
    );
  });

  it('has each method, slot and state of the chat, and no other', () => {
    const methods = firstCells(sectionOf(page, 'Methods of agent-chat'), 'method')
      .filter((code) => code.endsWith(')'))
      .map((code) => /^\w+/.exec(code)?.[0] ?? '');
    expect(sorted(methods)).toEqual(sorted(chat?.methods ?? []));
    expect(sorted(firstCells(sectionOf(page, 'Slots of agent-chat'), 'slot'))).toEqual(
      sorted(chat?.slots ?? []),
    );
    expect(sorted(firstCells(sectionOf(page, 'States of agent-chat'), 'state'))).toEqual(
      sorted((chat?.states ?? []).map((name) => `:state(${name})`)),
    );
  });
});

/** Of the rows about one element, what stands in the other cells. */
const rowsOf = (tag: string, title: string): readonly (readonly string[])[] =>
  tableRows(sectionOf(single, title), 'element')
    .filter(([cell = '']) => codeIn(cell)[0] === `<${tag}>`)
    .map(([, ...cells]) => cells.map((cell) => codeIn(cell)[0] ?? ''));

describe.each(others)('the page of the single elements has of <$tag>', (element) => {
  it('each property with its attribute, and no other', () => {
    const sections = [
      'Elements that find their client',
      'Elements that show what you give them',
      'Elements of the frame',
    ];
    const rows = sections.flatMap((title) => rowsOf(element.tag, title));
    const listed = rows.map(([name = '', attribute = '']) => [name, attribute]);
    expect(listed.toSorted()).toEqual([...element.attributes].toSorted());
  });

  it('each method, slot and plain event', () => {
    const methods = rowsOf(element.tag, 'Methods').map(([code = '']) => /^\w+/.exec(code)?.[0] ?? '');
    expect(sorted(methods)).toEqual(sorted(element.methods));
    expect(sorted(rowsOf(element.tag, 'Slots').map(([name = '']) => name))).toEqual(sorted(element.slots));
    const events = rowsOf(element.tag, 'Events').map(([name = '']) => name);
    expect(events).toEqual(expect.arrayContaining([...element.plainEvents]));
    expect(sorted(element.plainEvents)).toEqual(sorted(new Set(element.madeEvents)));
  });
});

it('the page about themes has each token', () => {
  const tokens = Array.from(
    readFileSync(`${SOURCES}/styles/tokens.ts`, 'utf8').matchAll(/^ {2}'?([a-z][a-z-]*)'?: /gm),
    ([, name = '']) => `--agent-chat-${name}`,
  );
  expect(tokens.length).toBeGreaterThan(30);
  const { text } = pageAt('docs/theming.md');
  expect(tokens.filter((token) => !codeIn(text).includes(token))).toEqual([]);
});
