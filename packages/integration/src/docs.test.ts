import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import {
  AgentChatError,
  CONTRACT,
  ConversationEvent,
  ERROR_CODES,
  errorStatus,
  FOLD_VERSION,
} from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import {
  anchorOf,
  codeIn,
  documentation,
  fieldsOf,
  headings,
  pageAt,
  ROOT,
  sectionOf,
  tableRows,
} from './support/documentation.js';

// The documentation says what the code says.

const pages = documentation();
const protocol = pageAt('docs/protocol.md');
const errors = pageAt('docs/errors.md');

it.each(pages)('every link and every path of $path leads somewhere', ({ path, text }) => {
  const prose = text.replaceAll(/^( *)```[^]*?^\1```$/gm, '');
  const faults: string[] = [];
  for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const there = file === '' ? path : normalize(join(dirname(path), file));
    if (!existsSync(ROOT + there)) faults.push(target);
    else if (anchor !== undefined && there.endsWith('.md')) {
      const anchors = headings(pageAt(there)).map(({ title }) => anchorOf(title));
      if (!anchors.includes(anchor)) faults.push(target);
    }
  }
  for (const code of codeIn(prose)) {
    const isPath = /^(?:packages|examples|docs|tools)\/[\w./-]+$/.test(code);
    if (isPath && !/\/(?:dist|data)\b/.test(code) && !existsSync(ROOT + code)) faults.push(code);
  }
  expect(faults).toEqual([]);
});

it('the page of errors has each code, in the order of the code', () => {
  const rows = tableRows(errors, 'code').map(([code = '', status, retryable]) => [
    codeIn(code)[0],
    Number(status),
    retryable === 'yes',
  ]);
  expect(rows).toEqual(
    ERROR_CODES.map((code) => [code, errorStatus(code), new AgentChatError(code, '').retryable]),
  );
  const sections = headings(errors).filter(({ title }) => /^[A-Z]\w*[a-z][A-Z]?\w*$/.test(title));
  expect(sections.map(({ title }) => title).filter((title) => title !== 'Errors')).toEqual(ERROR_CODES);
});

it('each section of an error tells its status and whether to try again', () => {
  for (const code of ERROR_CODES) {
    const [, section = ''] = errors.text.split(`\n## ${code}\n\n`);
    const { retryable } = new AgentChatError(code, '');
    const said = `\`${code}\` (${errorStatus(code)}, ${retryable ? '' : 'not '}retryable) means `;
    expect(section.slice(0, said.length)).toBe(said);
  }
});

it('the protocol has each type of event', () => {
  const listed = tableRows(protocol, 'type').flatMap(([type = '', family = '']) =>
    /^(?:message|trace|system)$/.test(family) ? codeIn(type) : [],
  );
  expect([...listed].sort()).toEqual(Object.keys(ConversationEvent.variants.known).sort());
});

it('the protocol has each kind of frame', () => {
  const schema = JSON.parse(readFileSync(`${ROOT}packages/protocol/schema/frame.json`, 'utf8')) as {
    $defs: { Frame: { oneOf: { properties: { kind: { const?: string } } }[] } };
  };
  const kinds = schema.$defs.Frame.oneOf.flatMap(({ properties }) => properties.kind.const ?? []);
  expect(kinds.length).toBeGreaterThan(10);
  const listed = tableRows(protocol, 'kind').flatMap(([kind = '']) => codeIn(kind));
  expect(listed).toEqual(expect.arrayContaining(kinds));
});

it.each(['ControlState', 'OpenTurn', 'QueuedMessage', 'LastClose', 'OpenQuery', 'OpenRun'])(
  'the protocol names each field of %s',
  (name) => {
    const said = codeIn(sectionOf(protocol, 'The control state').text).flatMap((code) => code.split(/\W+/));
    const fields = fieldsOf('packages/protocol/src/fold/state.ts', name);
    expect(fields.filter((field) => !said.includes(field))).toEqual([]);
  },
);

it('the protocol says what each event changes that changes the control state', () => {
  const source = readFileSync(`${ROOT}packages/protocol/src/fold/fold-control.ts`, 'utf8');
  const [changing = ''] = source.split('// These change what is shown');
  const types = Array.from(changing.matchAll(/^ {4}case '(\w+)':/gm), ([, type = '']) => type);
  expect(types.length).toBeGreaterThan(25);
  const { text } = sectionOf(protocol, 'How events change the control state');
  // Any message, and traces that change no more than any trace.
  const others = ['message', 'thought', 'step', 'usage'];
  expect(types.filter((type) => !others.includes(type) && !codeIn(text).includes(type))).toEqual([]);
});

it('the protocol names each built-in card', () => {
  const schema = JSON.parse(readFileSync(`${ROOT}packages/protocol/schema/card.json`, 'utf8')) as {
    $defs: Record<string, unknown>;
  };
  const types = Object.keys(schema.$defs).flatMap((id) => /^(\w+)CardData$/.exec(id)?.[1] ?? []);
  const names = types.map((type) => type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase());
  expect(names.length).toBeGreaterThan(10);
  expect(codeIn(sectionOf(protocol, 'The built-in cards').text)).toEqual(expect.arrayContaining(names));
});

it('names the fold version of the code wherever it names one', () => {
  const said = pages.flatMap(({ path, text }) =>
    path.startsWith('docs/decisions/')
      ? []
      : Array.from(text.matchAll(/fold version `?(\d+)/g), ([, version]) => [path, Number(version)]),
  );
  expect(said.length).toBeGreaterThan(1);
  expect(said.filter(([, version]) => version !== FOLD_VERSION)).toEqual([]);
});

it('the protocol says something about each method', () => {
  const [, section = ''] = /^## Methods\n([^]*?)^## /m.exec(protocol.text) ?? [];
  const said = codeIn(section).map((code) => /^\w+/.exec(code)?.[0]);
  expect(Object.keys(CONTRACT).filter((name) => !said.includes(name))).toEqual([]);
});

it('the reference of the methods has a route for each', () => {
  const rows = tableRows(pageAt('docs/methods.md'), 'method');
  expect(rows.map(([name = '']) => codeIn(name)[0])).toEqual(Object.keys(CONTRACT));
});

it('the page about the architecture has each entry point and each decision', () => {
  const page = pageAt('docs/architecture.md');
  const listed = tableRows(page, 'import').map(([name = '']) => codeIn(name)[0]);
  for (const folder of readdirSync(`${ROOT}packages`)) {
    const manifest = JSON.parse(readFileSync(`${ROOT}packages/${folder}/package.json`, 'utf8')) as {
      name: string;
      publishConfig?: { exports?: Record<string, unknown> };
    };
    const entries = Object.keys(manifest.publishConfig?.exports ?? {}).filter(
      (path) => !/package\.json|browser|elements\.json/.test(path),
    );
    expect(listed).toEqual(expect.arrayContaining(entries.map((path) => join(manifest.name, path))));
  }
  const decisions = readdirSync(`${ROOT}docs/decisions`).filter(
    (name) => !page.text.includes(`decisions/${name}`),
  );
  expect(decisions).toEqual([]);
});

it.each([
  [
    'docs/orchestrator.md',
    'Options of createOrchestrator',
    'core/src/shell/orchestrator-options.ts',
    'OrchestratorOptions',
  ],
  ['docs/server.md', 'Options of createServer', 'server/src/server.ts', 'ServerOptions'],
  ['docs/server.md', 'Options of listen', 'server/src/node/listen.ts', 'ListenOptions'],
  ['docs/server.md', 'Limits of the server', 'server/src/limits.ts', 'ServerLimits'],
  ['docs/files.md', 'Options of files', 'server/src/files/file-options.ts', 'FileOptions'],
  ['docs/agents.md', 'Options of createAgent', 'agents/src/loop/create-agent.ts', 'AgentOptions'],
  [
    'docs/remote-agents.md',
    'Run an agent from another process',
    'agents/src/remote/start-agents.ts',
    'StartAgentsOptions',
  ],
  ['docs/client.md', 'Options of createChatClient', 'client/src/chat-client.ts', 'ChatClientOptions'],
  ['docs/agents.md', 'Options of aiSdkModel', 'agents/src/ai-sdk/ai-sdk-model.ts', 'AiSdkModelOptions'],
  ['docs/tools.md', 'Options of a tool', 'agents/src/tools/tool.ts', 'ToolDefinition'],
  [
    'docs/tools.md',
    'Take the tools of MCP servers',
    'agents/src/mcp/server-config.ts',
    'McpServerAtUrl',
    'McpServerByCommand',
  ],
  ['docs/sessions.md', 'Options of sessions', 'server/src/sessions/session-options.ts', 'SessionOptions'],
  ['docs/sessions.md', 'Options of identity', 'server/src/identity/identity-options.ts', 'IdentityOptions'],
  [
    'docs/postgres.md',
    'Options of createPostgresBus',
    'store-postgres/src/postgres-bus.ts',
    'PostgresBusOptions',
  ],
  ['docs/embedding.md', 'Options of connectEmbed', 'elements/src/embed/embed-host.ts', 'EmbedOptions'],
  ['docs/agents.md', 'Options of createGuide', 'agents/src/guide/create-guide.ts', 'GuideOptions'],
  [
    'docs/telemetry.md',
    'Options of otelTelemetry',
    'agents/src/telemetry/otel-telemetry.ts',
    'OtelTelemetryOptions',
  ],
  [
    'docs/models.md',
    'Options of createModelRegistry',
    'agents/src/models/model-registry.ts',
    'ModelRegistryOptions',
    'RegisteredModel',
  ],
])('%s, %s: has each field of the code, and no other', (path, title, file, ...names) => {
  const rows = tableRows(sectionOf(pageAt(path), title), String.raw`(?:option|limit|field(?: of a model)?)`);
  const listed = rows.flatMap(([option = '']) => codeIn(option)).map((code) => /^\w+/.exec(code)?.[0]);
  const fields = new Set(names.flatMap((name) => fieldsOf(`packages/${file}`, name)));
  expect(listed.toSorted()).toEqual([...fields].toSorted());
});

it('the page of interfaces has each field that an operator may give', () => {
  const rows = tableRows(sectionOf(pageAt('docs/interfaces.md'), 'Fields'), 'field');
  const source = readFileSync(`${ROOT}packages/protocol/src/records/chat-interface.ts`, 'utf8');
  const [, declared = ''] = /INTERFACE_FIELDS = {\n([^]*?)\n} as const/.exec(source) ?? [];
  const fields = Array.from(declared.matchAll(/^ {2}(\w+): /gm), ([, name = '']) => name);
  expect(fields.length).toBeGreaterThan(20);
  const listed = rows.flatMap(([cell = '']) => codeIn(cell));
  expect(listed.toSorted()).toEqual(['agentId', 'slug', ...fields].toSorted());
});

it('the page about embedding says what the size gate allows', () => {
  const gate = readFileSync(`${ROOT}.size-limit.mjs`, 'utf8');
  const [atOnce = 0, inAll = 0] = Array.from(
    gate.matchAll(/name: 'elements, [^]*?limit: '([\d.]+) kB'/g),
    ([, limit]) => Number(limit),
  );
  const said = sectionOf(pageAt('docs/embedding.md'), 'What the page loads').text;
  expect(said).toContain(`to ${Math.ceil(atOnce * 10) / 10} kB, gzipped`);
  expect(said).toContain(` to ${Math.ceil(inAll)} kB: about`);
});

/** What everything is made of, each file for itself. */
const sources = [...readdirSync(`${ROOT}packages`).map((name) => `packages/${name}/src`), 'tools'].flatMap(
  (folder) =>
    readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:ts|mjs)$/.test(path) && !path.startsWith('docs'))
      .map((path) => readFileSync(join(ROOT, folder, path), 'utf8')),
);

it('every function that a package exports is named somewhere in the documentation', () => {
  const named = new Set(
    pages.filter(({ path }) => !path.startsWith('docs/decisions/')).flatMap(({ text }) => text.match(/\w+/g)),
  );
  const functions = readdirSync(`${ROOT}packages`).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(`${ROOT}packages/${folder}/package.json`, 'utf8')) as {
      private?: boolean;
      exports?: Record<string, string | Record<string, string>>;
    };
    if (manifest.private === true) return [];
    return Object.values(manifest.exports ?? {}).flatMap((entry) => {
      const path = typeof entry === 'string' ? undefined : entry['@agent-chat/source'];
      if (path === undefined) return [];
      const source = readFileSync(join(ROOT, 'packages', folder, path), 'utf8');
      const lists = Array.from(source.matchAll(/^export \{([^}]*)\}/gm), ([, list = '']) => list);
      return lists.flatMap((list) => list.split(',')).map((name) => name.trim());
    });
  });
  const own = functions.filter((name) => /^[a-z]\w*$/.test(name));
  expect(own.length).toBeGreaterThan(200);
  expect(own.filter((name) => !named.has(name))).toEqual([]);
});

it('the words of errors that the page about trouble lists are those of the code', () => {
  const rows = tableRows(pageAt('docs/troubleshooting.md'), 'words');
  expect(rows.length).toBeGreaterThan(20);
  const strange = rows.filter(([cell = '']) => {
    const pieces = (codeIn(cell)[0] ?? '').split('…').filter((piece) => piece.trim() !== '');
    // What a name stands in is one text in the code.
    return !sources.some((source) => pieces.every((piece) => source.includes(piece)));
  });
  expect(strange).toEqual([]);
});

it('the codes of errors that the page about tools lists are those of the code', () => {
  const codes = tableRows(pageAt('docs/tools.md'), 'error code').flatMap(([cell = '']) => codeIn(cell));
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !sources.some((source) => source.includes(`'${code}'`)))).toEqual([]);
});

it('every name of code in prose is in the code', () => {
  // Of frameworks, of browsers, and of JSON Schema.
  const foreign =
    /^(?:useSyncExternalStore|CUSTOM_ELEMENTS_SCHEMA|getConnInfo|defineHandler|HttpOnly|SameSite|unevaluatedItems)$/;
  const known = new Set(sources.flatMap((source) => source.match(/[A-Za-z]\w*/g) ?? []));
  // Two pages are generated, with names of their own.
  for (const { path, text } of pages.filter((page) => !/(?:methods|shapes)\.md$/.test(page.path))) {
    const prose = text.replaceAll(/^( *)```[^]*?^\1```$/gm, '');
    const names = codeIn(prose).flatMap((code) => code.match(/\b[A-Za-z]\w*[a-z][A-Z]\w*\b/g) ?? []);
    expect([path, names.filter((name) => !known.has(name) && !foreign.test(name))]).toEqual([path, []]);
  }
});

it('the index has each page', () => {
  const index = pageAt('docs/index.md').text;
  const names = readdirSync(`${ROOT}docs`).filter((name) => name.endsWith('.md') && name !== 'index.md');
  expect(names.filter((name) => !index.includes(`(${name})`))).toEqual([]);
});
