import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium, openPage, type PageFaults } from './support/browser.js';
import { ROOT, tsxOf } from './support/documentation.js';

// The components of the documentation, rendered by React in a browser: on a client whose connection is
// in the test's hand.

vi.setConfig({ hookTimeout: 60_000 });

/** Besides those, the whole state, a selection, and a row for each item, each counted. */
const SCRIPT = `
import { createChatClient, selectOpenRuns, selectView } from '@agent-chat/client';
import { createElement, memo, Profiler, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { Messages, Status, useChat } from './documented.tsx';

const waiting = [];
let wake = () => undefined;
const transport = {
  name: 'in_process',
  call: () => new Promise(() => undefined),
  async *subscribe() {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift();
      await new Promise((resolve) => { wake = resolve; });
    }
  },
  close: () => undefined,
};
const client = createChatClient({ transport, conversationId: 'c1' });

let renders = {};
const count = (name) => { renders[name] = (renders[name] ?? 0) + 1; };
const Whole = () => {
  count('whole');
  return useSyncExternalStore(client.subscribe, client.getState).connection.transport;
};
const Runs = () => {
  count('runs');
  return String(useChat(client, selectOpenRuns).length);
};
const Row = memo(({ item }) => {
  count(item.key);
  return item.kind;
});
const Rows = () => useChat(client, selectView).map((item) => createElement(Row, { key: item.key, item }));

const profiled = (id, component) => createElement(Profiler, { id, onRender: count }, createElement(component, { client }));
const all = [['status', Status], ['messages', Messages], ['own', Whole], ['own', Runs], ['own', Rows]];
createRoot(document.getElementById('root')).render(all.map(([id, component], index) =>
  createElement('div', { key: index }, profiled(id, component))));

/** What was rendered for these frames, each of which came by itself, and what is shown then. */
globalThis.rendersFor = async (frames) => {
  const settled = () => new Promise((resolve) => { setTimeout(resolve); });
  await settled();
  renders = {};
  for (const frame of frames) {
    waiting.push(frame);
    wake();
    await settled();
  }
  delete renders.own;
  const textOf = (selector) => Array.from(document.querySelectorAll(selector), ({ textContent }) => textContent);
  return { renders, status: textOf('[role=status]'), messages: textOf('li') };
};
client.connect();
`;

interface Rendered {
  readonly renders: Readonly<Record<string, number>>;
  readonly status: readonly string[];
  readonly messages: readonly string[];
}

/** React is here as a dependency of Storybook's. */
async function bundle(): Promise<string> {
  const addon = realpathSync(join(ROOT, 'node_modules/@storybook/addon-docs/package.json'));
  const { resolve } = createRequire(addon);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-chat-react-')));
  try {
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '@agent-chat'), { recursive: true });
    for (const name of ['react', 'react-dom']) {
      symlinkSync(dirname(resolve(`${name}/package.json`)), join(modules, name));
    }
    for (const name of ['client', 'protocol']) {
      symlinkSync(join(ROOT, 'packages', name), join(modules, '@agent-chat', name));
    }
    writeFileSync(join(folder, 'documented.tsx'), tsxOf('docs/client.md'));
    const built = await build({
      stdin: { contents: SCRIPT, resolveDir: folder },
      bundle: true,
      conditions: ['@agent-chat/source'],
      // With its warnings, and with what counts.
      define: { 'process.env.NODE_ENV': '"development"' },
      jsx: 'automatic',
      format: 'iife',
      target: 'es2023',
      write: false,
      logLevel: 'error',
    });
    return built.outputFiles[0]?.text ?? '';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const logged = (seq: number, type: string, author: string, payload: object, rest: object = {}): object => {
  const own = { conversationId: 'c1', seq, type, author, payload, turn: 0, finality: 'none' };
  return { kind: 'event', data: { ...own, ts: '2026-11-01T00:00:00.000Z', audience: 'everyone', ...rest } };
};
const OPENING = [
  {
    kind: 'hello',
    data: { conversationId: 'c1', epoch: 'e1', head: 3, limits: { maxMessageBytes: 65_536 } },
  },
  logged(1, 'created', 'system', {
    title: 'A question',
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  }),
  logged(
    2,
    'message',
    'ada',
    { messageId: 'm1', parentId: null, role: 'user', parts: [{ type: 'text', partId: 'p1', text: 'Why?' }] },
    { turn: 1, finality: 'turn' },
  ),
  logged(3, 'execution_started', 'system', {
    executionId: 'x1',
    agentId: 'bot',
    turn: 2,
    fence: 1,
    attempt: 1,
  }),
  { kind: 'caught_up', data: { seq: 3 } },
];
const WORDS = ['Because ', 'it ', 'is ', 'so.'];
const draft = (index: number): object => ({
  kind: 'draft',
  data: {
    draftId: 'd1',
    kind: 'text',
    messageId: 'm2',
    partId: 'p1',
    turn: 2,
    fence: 1,
    author: 'bot',
    audience: 'everyone',
    offset: WORDS.slice(0, index).join('').length,
    text: WORDS[index],
  },
});
const presence = { kind: 'presence', data: { participantIds: ['bot'] } };

let browser: Browser;
let page: Page;
let faults: PageFaults;
beforeAll(async () => {
  browser = await launchChromium();
  ({ page, faults } = await openPage(await browser.newContext(), 'about:blank'));
  await page.setContent('<div id="root"></div>');
  await page.addScriptTag({ content: await bundle() });
});
afterAll(() => browser?.close());

function rendersFor(...frames: readonly object[]): Promise<Rendered> {
  return page.evaluate(
    (all) =>
      (globalThis as unknown as { rendersFor: (frames: readonly object[]) => Promise<Rendered> }).rendersFor(
        all,
      ),
    frames,
  );
}

describe('what React renders', () => {
  it('is again what has changed, and nothing else', async () => {
    const opened = await rendersFor(...OPENING);
    expect(opened).toMatchObject({ status: ['live'], messages: ['Why?'] });

    const written = await rendersFor(...WORDS.map((_, index) => draft(index)));
    expect(written.messages).toEqual(['Why?', 'Because it is so.']);
    expect(written.renders).toEqual({ whole: 4, messages: 4, 'message:m2': 4 });

    // Nobody but who looks at the whole state.
    expect((await rendersFor(presence)).renders).toEqual({ whole: 1 });
    // What was there before.
    expect((await rendersFor(presence, draft(3), OPENING[4] as object)).renders).toEqual({});

    const parts = [{ type: 'text', partId: 'p1', text: WORDS.join('') }];
    const payload = { messageId: 'm2', parentId: 'm1', role: 'assistant', parts };
    const answered = await rendersFor(logged(4, 'message', 'bot', payload, { turn: 2, finality: 'turn' }));
    expect(answered.messages).toEqual(['Why?', 'Because it is so.']);
    expect(answered.renders).toEqual({ whole: 1, messages: 1, 'message:m2': 1 });
    expect(faults.errors).toEqual([]);
  });
});
