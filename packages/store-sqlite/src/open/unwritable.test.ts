import { errorOf } from '@agent-chat/protocol/test-support';
import { outputOf, readTexts } from '@agent-chat/store-test-support';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSqliteStore } from '../sqlite-store.js';
import { runChild } from '../test-support/run-child.js';
import { temporaryFolder } from '../test-support/temporary-folder.js';

const PERMITS_ALL = 0o777;
/** In the blocks of `ulimit -f`, which are 512 bytes in `sh`. */
const BLOCK_LIMIT = 600;

/** What the program that opens a store, as an ordinary user, reported line by line. */
async function openAsUser(folder: string, most = 1, prefix: readonly string[] = []) {
  const lines = await outputOf(runChild('open-and-append.ts', [folder, String(most)], prefix));
  return lines.map((line) => JSON.parse(line) as { error: string | null; appended: number });
}

describe('a store that cannot be written', () => {
  it.each([
    ['below a regular file', (folder: string) => join(folder, 'file', 'data')],
    ['where a regular file is', (folder: string) => join(folder, 'file')],
    ['behind a symbolic link to nowhere', (folder: string) => join(folder, 'link', 'data')],
    ['under a name that is too long', (folder: string) => join(folder, 'x'.repeat(300))],
  ])('is refused %s', async (_where, path) => {
    const base = temporaryFolder();
    writeFileSync(join(base, 'file'), '');
    symlinkSync(join(base, 'nowhere'), join(base, 'link'));
    const folder = path(base);
    const error = await errorOf(createSqliteStore({ folder }));
    expect(error.code).toBe('StoreUnwritable');
    expect(error.message).toContain(folder);
    expect(error.message).toContain('choose another folder');
  });

  it.runIf(process.platform === 'linux')('is refused in a file system of the kernel', async () => {
    expect((await errorOf(createSqliteStore({ folder: '/proc/agent-chat' }))).code).toBe('StoreUnwritable');
  });

  it.each(['chat.db', 'chat.db.lock'])('is refused when %s is a folder', async (name) => {
    const folder = temporaryFolder();
    const file = join(folder, 'chat.db');
    mkdirSync(join(folder, name));
    expect((await errorOf(createSqliteStore({ file }))).code).toBe('StoreUnwritable');
  });

  it('is refused in a folder without the right to write', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    expect(await openAsUser(folder)).toEqual([{ error: 'StoreUnwritable', appended: 0 }]);
    expect(existsSync(join(folder, 'agent-chat.db'))).toBe(false);
    chmodSync(folder, 0o755);
  });

  it.each(['agent-chat.db', 'agent-chat.db.lock'])('is refused when %s may only be read', async (name) => {
    const folder = temporaryFolder();
    await (await createSqliteStore({ folder })).close();
    chmodSync(folder, PERMITS_ALL);
    for (const file of ['agent-chat.db', 'agent-chat.db.lock']) chmodSync(join(folder, file), 0o666);
    expect(await openAsUser(folder)).toEqual([
      { error: null, appended: 0 },
      { error: null, appended: 1 },
    ]);
    chmodSync(join(folder, name), 0o444);
    expect(await openAsUser(folder)).toEqual([{ error: 'StoreUnwritable', appended: 0 }]);
  });

  it('loses nothing that it acknowledged when there is no more room', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, PERMITS_ALL);
    // The limit on the size of a file fails the write as a full disk does, and needs no mount.
    const limited = ['sh', '-c', `ulimit -f ${BLOCK_LIMIT}; exec "$0" "$@"`];
    const [opened, filled] = await openAsUser(folder, 1_000, limited);
    expect(opened).toEqual({ error: null, appended: 0 });
    expect(filled?.error).toBe('StoreUnwritable');
    expect(filled?.appended).toBeGreaterThan(10);

    const store = await createSqliteStore({ folder });
    const texts = await readTexts(store.events, 'filling');
    expect(texts.map((text) => Number(text.split(' ')[0]))).toEqual(
      Array.from({ length: filled?.appended ?? 0 }, (_, index) => index),
    );
    await store.close();
  });
});
