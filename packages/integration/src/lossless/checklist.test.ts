import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CAMPAIGN_CONSOLE } from './checklist/campaign-console.js';
import { CHAT_INTERFACES } from './checklist/chat-interfaces.js';
import { entryFaults, linesOf, listFaults } from './checklist/checklist-faults.js';
import type { ChecklistLine } from './checklist/checklist-line.js';
import { EDITOR_PLAYGROUND } from './checklist/editor-playground.js';
import { INTEROP_STACK } from './checklist/interop-stack.js';
import { MULTI_AGENT_CHAT } from './checklist/multi-agent-chat.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** It is not in the repository: beside it, unless `AGENT_CHAT_CHECKLIST` names another place. */
const FILE = process.env['AGENT_CHAT_CHECKLIST'] ?? join(ROOT, '../shared/reference/lossless-checklist.md');
const LIST = existsSync(FILE) ? linesOf(readFileSync(FILE, 'utf8')) : null;
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const ENTRIES: readonly ChecklistLine[] = [
  ...CAMPAIGN_CONSOLE,
  ...CHAT_INTERFACES,
  ...EDITOR_PLAYGROUND,
  ...MULTI_AGENT_CHAT,
  ...INTEROP_STACK,
];

/** With the mappings and the arbitraries that it takes from beside it. */
function sourceOf(file: string): string | null {
  const isHere = !file.includes('/');
  const path = isHere ? join(import.meta.dirname, file) : join(ROOT, file);
  if (!existsSync(path)) return null;
  return isHere ? withImports(path, new Set()) : readFileSync(path, 'utf8');
}

function withImports(path: string, seen: Set<string>): string {
  if (seen.has(path)) return '';
  seen.add(path);
  const source = readFileSync(path, 'utf8');
  const imports = [...source.matchAll(/from '\.\/([\w.-]+)\.js'/g)];
  const imported = imports.map(([, name = '']) => withImports(join(dirname(path), `${name}.ts`), seen));
  return [source, ...imported].join('\n');
}

describe('what five existing systems have', () => {
  it(`has an entry for each line${LIST === null ? ' of its own: the list is not here' : ' of the list, and no other'}`, () => {
    expect(ENTRIES).toHaveLength(89);
    expect(listFaults(LIST ?? ENTRIES.map(({ line }) => line), ENTRIES)).toEqual([]);
  });

  it.each(ENTRIES.map((entry) => [entry.line, entry] as const))('is carried: %s', (_line, entry) => {
    expect(entryFaults(entry, sourceOf, README)).toEqual([]);
  });
});

describe('a list', () => {
  const entry: ChecklistLine = { line: 'thread: `id, title`', by: [['a.test.ts', 'comes back']] };
  const sources: Readonly<Record<string, string>> = {
    'a.test.ts': "it('comes back', () => ({ id, title }))",
  };
  const faultsOf = (changed: Partial<ChecklistLine>): string[] =>
    entryFaults({ ...entry, ...changed }, (file) => sources[file] ?? null, 'Not there: a bridge.');

  it('is missed in a line without an entry, in an entry without a line, and in a line that says more', () => {
    expect(listFaults(linesOf('- [ ] thread: `id, title`\n'), [entry])).toEqual([]);
    expect(listFaults(linesOf('- [ ] thread: `id, title`\n- [ ] run: `id`\n'), [entry])).toEqual([
      'no entry: run: `id`',
    ]);
    expect(listFaults([], [entry])).toEqual(['no such line: thread: `id, title`']);
    expect(listFaults(linesOf('- [x] thread: `id, title, made_by`'), [entry])).toHaveLength(2);
    expect(listFaults([entry.line], [entry, entry])).toEqual(['two entries for one line']);
  });

  it('is missed in an entry without its test, with a field that no test has, and without a reason', () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultsOf({ by: [['b.test.ts', 'comes back']] })).toContain('no file b.test.ts');
    expect(faultsOf({ by: [['a.test.ts', 'comes']] })).toEqual(['no test "comes" in a.test.ts']);
    const more = { line: 'thread: `id, title, made_by`' };
    expect(faultsOf(more)).toEqual(['no test has "made_by"']);
    expect(faultsOf({ ...more, besides: { names: ['made_by'], why: 'Of a page.' } })).toEqual([]);
    expect(faultsOf({ line: 'x', by: [] })).toEqual(['nothing carries it, and no reason is given']);
    expect(faultsOf({ by: [], notBuilt: 'a bridge' })).toEqual([]);
    expect(faultsOf({ by: [], notBuilt: 'a tunnel' })).toEqual(['the README does not say "a tunnel"']);
  });
});
