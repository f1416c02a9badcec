import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type CompilerFault, compilerFaults } from './support/compiler.js';
import { ROOT, tsxOf } from './support/documentation.js';

// Components of React, as somebody writes them in a project that has React's types.

/** On it each line from the fourteenth has a fault. */
const FAULTY = `import type { AgentChat } from '@agent-chat/elements';
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
`;

const files = {
  'embedding.tsx': tsxOf('docs/embedding.md'),
  'client.tsx': tsxOf('docs/client.md'),
  'faulty.tsx': FAULTY,
};

let faults: CompilerFault[];
beforeAll(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-chat-react-')));
  try {
    const modules = join(folder, 'node_modules');
    for (const scope of ['@agent-chat', '@types']) mkdirSync(join(modules, scope), { recursive: true });
    for (const name of ['client', 'elements', 'protocol']) {
      symlinkSync(join(ROOT, 'packages', name), join(modules, '@agent-chat', name));
    }
    symlinkSync(join(ROOT, 'packages/elements/node_modules/@types/react'), join(modules, '@types/react'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const paths = Object.entries(files).map(([name, code]) => {
      const path = join(folder, name);
      writeFileSync(path, code);
      return path;
    });
    faults = compilerFaults(folder, paths, { jsx: 'react-jsx', noUnusedLocals: false });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

const isFaulty = ({ file }: CompilerFault): boolean => basename(file) === 'faulty.tsx';

it('the components of the documentation compile, and all that they import', () => {
  expect(faults.filter((fault) => !isFaulty(fault))).toEqual([]);
});

it('properties, events, refs and children of the tags have their types in JSX, and what is none is refused', () => {
  expect(faults.filter(isFaulty).map(({ line }) => line)).toEqual([14, 15, 16]);
});
