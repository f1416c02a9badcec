import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compilerFaults } from './support/compiler.js';
import { codeBlocks, pageAt, ROOT } from './support/documentation.js';

// A component of React, as somebody writes it in a project that has React's types.

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-chat-react-')));
  const modules = join(folder, 'node_modules');
  for (const scope of ['@agent-chat', '@types']) mkdirSync(join(modules, scope), { recursive: true });
  symlinkSync(join(ROOT, 'packages/elements'), join(modules, '@agent-chat/elements'));
  symlinkSync(join(ROOT, 'packages/elements/node_modules/@types/react'), join(modules, '@types/react'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function faultsOf(code: string): readonly { line: number; message: string }[] {
  const file = join(folder, 'page.tsx');
  writeFileSync(file, code);
  const settings = { jsx: 'react-jsx', noUnusedLocals: false };
  return compilerFaults(folder, [file], settings).map(({ line, message }) => ({ line, message }));
}

it('the component of the page about embedding compiles', () => {
  const [component] = codeBlocks(pageAt('docs/embedding.md')).filter(({ language }) => language === 'tsx');
  expect(faultsOf(component?.code ?? 'nothing')).toEqual([]);
}, 120_000);

it('properties, events, refs and children of the tags have their types in JSX, and what is none is refused', () => {
  const faults = faultsOf(`import type { AgentChat } from '@agent-chat/elements';
import '@agent-chat/elements/react';
import { useRef } from 'react';

export function Page() {
  const chat = useRef<AgentChat>(null);
  return (
    <main>
      <agent-chat ref={chat} key="one" className="chat" style={{ blockSize: '30rem' }} interface="support"
        client={null} onagent-chat-error={(event) => event.error.code}>
        <strong slot="header">Shop</strong>
      </agent-chat>
      <agent-markdown content="*Hello*" />
      <agent-chat interface={5} />
      <agent-chat onagent-chat-error={(event) => event.nothing} />
      <agent-unknown />
    </main>
  );
}
`);
  expect(faults.map(({ line }) => line)).toEqual([14, 15, 16]);
}, 120_000);
