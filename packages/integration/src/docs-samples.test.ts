import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { modelsFromYaml } from '@agent-chat/agents/ai-sdk';
import { mcpServersFromYaml } from '@agent-chat/agents/mcp';
import { parsePersona } from '@agent-chat/agents/personas';
import { parseGuardPolicy } from '@agent-chat/core';
import { isErrorBody, type MethodName, parseEvent, parseFrame, parseParams } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import {
  codeBlocks,
  codeIn,
  documentation,
  pageAt,
  ROOT,
  sectionOf,
  tableRows,
} from './support/documentation.js';

// What stands in the documentation and is no TypeScript: a reader pastes it too.

const pages = documentation();
const blocks = pages.flatMap(codeBlocks);
const blocksIn = (...languages: readonly string[]) =>
  blocks.filter(({ language }) => languages.includes(language));

/** By the page, what reads the YAML that it shows; throws for what it refuses. */
const YAML_READERS: Readonly<Record<string, (source: string) => unknown>> = {
  'docs/guard.md': (source) => {
    const parsed = parseGuardPolicy(source);
    if (!parsed.success) throw new TypeError(JSON.stringify(parsed.faults));
  },
  'docs/models.md': (source) =>
    modelsFromYaml('models.yaml', source, { ANTHROPIC_API_KEY: 'a', OPENROUTER_API_KEY: 'b' }),
  'docs/personas.md': (source) => parsePersona('critic.yaml', 'critic', source),
  'docs/tools.md': (source) => mcpServersFromYaml('servers.yaml', source),
  // That of another program: a tunnel.
  'docs/deployment.md': () => undefined,
};

it.each(blocksIn('yaml'))('the YAML of $page at line $line is read by what it is for', async (block) => {
  const read = YAML_READERS[block.page];
  if (read === undefined) throw new TypeError('Nothing reads it.');
  await read(block.code);
});

/** One value, or one on each line. */
function valuesOf(json: string): readonly unknown[] {
  try {
    return [JSON.parse(json)];
  } catch {
    return json
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  }
}

const FRAMES = tableRows(pageAt('docs/protocol.md'), 'kind').flatMap(([kind = '']) => codeIn(kind));

/** Throws for what no client and no server would take. */
function readSample(value: Record<string, unknown>): void {
  if ('jsonrpc' in value) {
    const { id, method, params } = value;
    if (method === undefined) return;
    if (id === undefined) expect(FRAMES).toContain(method);
    else parseParams(method as MethodName, params);
  } else if ('seq' in value) parseEvent(value);
  else if ('draftId' in value) expect(parseFrame('draft', value)).not.toBe(null);
  else if ('epoch' in value) expect(parseFrame('hello', value)).not.toBe(null);
  else if ('retryable' in value) expect(isErrorBody(value)).toBe(true);
  else if ('html.customData' in value) {
    const { exports } = JSON.parse(readFileSync(`${ROOT}packages/elements/package.json`, 'utf8')) as {
      exports: Record<string, unknown>;
    };
    const [path = ''] = value['html.customData'] as string[];
    expect(Object.values(exports)).toContain(path.replace('./node_modules/@agent-chat/elements', '.'));
  } else throw new TypeError('Nothing reads it.');
}

it.each(blocksIn('json'))('the JSON of $page at line $line is what the wire has', ({ code }) => {
  for (const value of valuesOf(code)) readSample(value as Record<string, unknown>);
});

const elements = pageAt('docs/elements.md');
const firstColumn = (title: string, heading: string): readonly string[] =>
  tableRows(sectionOf(elements, title), heading).flatMap(([cell = '']) => codeIn(cell));
const TAGS = firstColumn('All elements', 'element').map((tag) => tag.slice(1, -1));
const ATTRIBUTES = [...firstColumn('Attributes of agent-chat', 'attribute'), 'style'];
const SLOTS = firstColumn('Slots of agent-chat', 'slot');
const PARTS = ['Parts of agent-chat', 'Parts of the single elements'].flatMap((title) =>
  codeIn(sectionOf(elements, title).text),
);
const TOKENS = Array.from(
  readFileSync(`${ROOT}packages/elements/src/styles/tokens.ts`, 'utf8').matchAll(/^ {2}'?([a-z-]+)'?: /gm),
  ([, name = '']) => name,
);

it.each(blocksIn('html', 'css'))('the markup of $page at line $line names what there is', ({ code }) => {
  const namesAt = (pattern: RegExp): string[] => Array.from(code.matchAll(pattern), ([, name = '']) => name);
  const tags = Array.from(code.matchAll(/<(agent-[\w-]+)([^>]*)>/g));
  const attributes = tags.flatMap(([, , rest = '']) =>
    Array.from(rest.matchAll(/\s([\w-]+)=/g), ([, name = '']) => name),
  );
  expect({
    tags: tags.map(([, tag = '']) => tag).filter((tag) => !TAGS.includes(tag)),
    attributes: attributes.filter((name) => !ATTRIBUTES.includes(name)),
    slots: namesAt(/\sslot="([^"]*)"/g).filter((name) => !SLOTS.includes(name)),
    parts: namesAt(/::part\(([\w-]+)\)/g).filter((name) => !PARTS.includes(name)),
    tokens: namesAt(/--agent-chat-([\w-]+)/g).filter((name) => !TOKENS.includes(name)),
  }).toEqual({ tags: [], attributes: [], slots: [], parts: [], tokens: [] });
});

it.each(blocksIn('js'))('the JavaScript of $page at line $line can be parsed', ({ code }) => {
  expect(() => stripTypeScriptTypes(code)).not.toThrow();
});

const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};

it('names npm scripts that there are', () => {
  const said = pages.flatMap(({ path, text }) =>
    // Those of projects to copy are their own.
    path.startsWith('examples/')
      ? []
      : Array.from(text.matchAll(/\bnpm run ([\w:-]+)/g), ([, name = '']) => name),
  );
  expect(said.length).toBeGreaterThan(10);
  expect(said.filter((name) => !(name in scripts))).toEqual([]);
});

it('has each script in the table for contributors', () => {
  const rows = tableRows(pageAt('CONTRIBUTING.md'), 'command').flatMap(([cell = '']) => codeIn(cell));
  const named = rows.map((command) => /^npm (?:run )?([\w:-]+)/.exec(command)?.[1]);
  expect(named.toSorted()).toEqual(Object.keys(scripts).toSorted());
});

it('names addresses of the API that there are', () => {
  const shapeOf = (path: string): string =>
    path
      .replaceAll(/\{\w+\}|\bTHE_\w+|\bconv_[\w…]+|(?<=conversations\/)c1\b|(?<=interfaces\/)support\b/g, '*')
      .replace(/\/$/, '');
  const folders = ['packages/protocol/src', 'packages/server/src'];
  const sources = folders.flatMap((folder) =>
    readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .map((path) => readFileSync(`${ROOT}${folder}/${path}`, 'utf8')),
  );
  const known = sources.flatMap((source) =>
    Array.from(source.matchAll(/'(\/api\/[^'?]*)'/g), ([, path = '']) => path),
  );
  const said = pages.flatMap(({ text }) =>
    Array.from(
      text.matchAll(/(?:\$API|(?<!\w)\/api)(\/[\w{}/…-]+(?:\.json)?)/g),
      ([, path = '']) => `/api${path}`,
    ),
  );
  expect(said.length).toBeGreaterThan(100);
  const routes = new Set(known.map(shapeOf));
  expect(said.map(shapeOf).filter((path) => !routes.has(path))).toEqual([]);
});
