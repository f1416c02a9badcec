import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentChatError } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readPersonas, watchPersonas } from './persona-folder.js';
import type { Persona } from './persona.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'personas-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, source: string): void => writeFileSync(join(folder, name), source);
const persona = (name: string, prompt = 'Be kind.'): string => `name: ${name}\nsystemPrompt: ${prompt}\n`;

function watching() {
  const told: (readonly Persona[])[] = [];
  const errors: AgentChatError[] = [];
  const watcher = watchPersonas(
    folder,
    readPersonas(folder),
    (personas) => told.push(personas),
    (error) => errors.push(error),
  );
  onTestFinished(() => watcher.close());
  return { told, errors };
}

describe('a folder of personas', () => {
  it('has one a file, by the name of the file, and nothing of other files', () => {
    write('b.yml', persona('Bea'));
    write('a.yaml', persona('Ada'));
    write('notes.md', 'no persona');
    write('.hidden.yaml', 'no persona either');
    expect(readPersonas(folder).map(({ personaId, name }) => [personaId, name])).toEqual([
      ['a', 'Ada'],
      ['b', 'Bea'],
    ]);
  });

  it('that is not there, or has a wrong file, is refused with its place', () => {
    expect(() => readPersonas(join(folder, 'none'))).toThrow('cannot be read');
    write('a.yaml', 'name: 7\n');
    expect(() => readPersonas(folder)).toThrow(/a\.yaml:1:1: systemPrompt.* 1 more/);
  });

  it('tells of each change, and keeps what a broken file said before', async () => {
    write('a.yaml', persona('Ada'));
    const { told, errors } = watching();
    write('b.yaml', persona('Bea'));
    await vi.waitFor(() => expect(told.at(-1)?.map(({ name }) => name)).toEqual(['Ada', 'Bea']), 10_000);
    write('a.yaml', 'name: [');
    await vi.waitFor(() => expect(errors.at(-1)?.message).toMatch(/a\.yaml:\d+:\d+/), 10_000);
    expect(told.at(-1)?.map(({ name }) => name)).toEqual(['Ada', 'Bea']);
    write('a.yaml', persona('Ada Two'));
    await vi.waitFor(() => expect(told.at(-1)?.map(({ name }) => name)).toEqual(['Ada Two', 'Bea']), 10_000);
    rmSync(join(folder, 'b.yaml'));
    await vi.waitFor(() => expect(told.at(-1)?.map(({ name }) => name)).toEqual(['Ada Two']), 10_000);
  });
});
