import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinChunks } from '@agent-chat/core';
import { fileStoreConformance } from '@agent-chat/core/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskFileStore } from './disk-file-store.js';

const newFolder = () => mkdtemp(join(tmpdir(), 'agent-chat-files-'));

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function* chunk(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield new TextEncoder().encode(text);
}

fileStoreConformance({
  name: 'disk',
  async open() {
    const folder = await newFolder();
    return {
      store: createDiskFileStore({ folder: join(folder, 'files') }),
      count: async () => (await filesIn(folder)).length,
      close: () => rm(folder, { recursive: true }),
    };
  },
});

describe('files on a disk', () => {
  async function setUp() {
    const folder = await newFolder();
    onTestFinished(() => rm(folder, { recursive: true }));
    return { folder, store: createDiskFileStore({ folder }) };
  }

  it('are there for another process, and for this user alone', async () => {
    const { folder, store } = await setUp();
    await store.write('tenant', 'a1', chunk('hello'));
    const file = await createDiskFileStore({ folder }).read('tenant', 'a1');
    expect(new TextDecoder().decode(await joinChunks(file?.chunks ?? chunk('')))).toBe('hello');
    const [path = ''] = await filesIn(folder);
    expect(await readFile(path, 'utf8')).toBe('hello');
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(path).not.toContain('tenant');
  });

  it('of a process that died while they came are swept away, and those that come now are not', async () => {
    const { folder, store } = await setUp();
    mkdirSync(join(folder, 'incoming'), { recursive: true });
    const [old, young] = ['old', 'young'].map((name) => join(folder, 'incoming', name)) as [string, string];
    await Promise.all([old, young].map((path) => writeFile(path, 'half')));
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(old, longAgo, longAgo);
    await store.write('tenant', 'a1', chunk('hello'));
    const left = await filesIn(folder);
    expect(left).toContain(young);
    expect(left).not.toContain(old);
  });

  it('that cannot be written are a typed error', async () => {
    const { folder } = await setUp();
    await writeFile(join(folder, 'taken'), '');
    const store = createDiskFileStore({ folder: join(folder, 'taken') });
    await expect(store.write('tenant', 'a1', chunk('hello'))).rejects.toMatchObject({
      code: 'StoreUnwritable',
    });
    expect(await store.read('tenant', 'a1')).toBeNull();
  });
});
