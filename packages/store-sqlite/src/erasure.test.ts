import {
  type Attachments,
  createAttachments,
  createMemoryFileStore,
  randomIds,
  systemClock,
} from '@agent-chat/core';
import { errorOf, FULL, seededBelow } from '@agent-chat/protocol/test-support';
import { TENANT, appendOf } from '@agent-chat/store-test-support';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteStore, type SqliteStore } from './sqlite-store.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const SECRET = 'the neighbour of number 12';
const CONVERSATION = { tenant: TENANT, conversationId: 'one' };
const STEPS = FULL ? 6_000 : 1_500;
const SEED = 3;

/** All bytes that the store has on the disk, also those that no row uses. */
function bytesOf(folder: string): string {
  const files = ['agent-chat.db', 'agent-chat.db-wal'].map((name) => join(folder, name));
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : '')).join('\n');
}

async function* oneChunk(): AsyncGenerator<Uint8Array, void, undefined> {
  yield new Uint8Array(9);
}

/** Events of many sizes around the secret one, with a key that tells it too. */
async function writeSecret(store: SqliteStore): Promise<void> {
  for (let index = 0; index < 40; index++) {
    const text = index === 20 ? `${SECRET} ${'x'.repeat(9_000)}` : 'y'.repeat(index * 50);
    const resultJson = JSON.stringify(index === 20 ? { answer: SECRET } : {});
    const key = { author: 'visitor', requestId: `request ${index}`, paramsHash: 'hash', resultJson };
    await store.events.append(appendOf({ conversationId: 'one', expectedSeq: index, text, key }));
  }
}

const eraseSecret = (store: SqliteStore) =>
  store.events.erase({ tenant: TENANT, conversationId: 'one', events: [{ seq: 21, json: '{}' }] });

describe('erased text', () => {
  it.each([
    ['erase', eraseSecret],
    ['deleteConversation', (store: SqliteStore) => store.events.deleteConversation(TENANT, 'one')],
  ])('is in no byte of the database and its log after %s', async (_name, forget) => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder });
    await writeSecret(store);
    expect(bytesOf(folder)).toContain(SECRET);
    await forget(store);
    expect(bytesOf(folder)).not.toContain(SECRET);
    await store.close();
    expect(bytesOf(folder)).not.toContain(SECRET);
  });

  it.each<[string, (attachments: Attachments, attachmentId: string) => Promise<unknown>]>([
    ['an attachment', (all, attachmentId) => all.delete({ ...CONVERSATION, attachmentId })],
    ['all of a conversation', (all) => all.deleteConversation(CONVERSATION)],
    ['one that its sender took back', (all, attachmentId) => all.withdraw({ ...CONVERSATION, attachmentId })],
  ])('is in no byte after the deletion of %s that had it in its name', async (_name, forget) => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder });
    const attachments = createAttachments({
      files: createMemoryFileStore(),
      records: store.records,
      clock: systemClock(),
      ids: randomIds(),
    });
    const { attachmentId } = await attachments.receive({
      ...CONVERSATION,
      name: `${SECRET}.txt`,
      contentType: 'text/plain',
      chunks: oneChunk(),
      createdBy: 'ada',
    });
    expect(bytesOf(folder)).toContain(SECRET);
    await forget(attachments, attachmentId);
    expect(bytesOf(folder)).not.toContain(SECRET);
    await store.close();
  });

  it('that was brought into the database before is overwritten there', async () => {
    const folder = temporaryFolder();
    const first = await createSqliteStore({ folder });
    await writeSecret(first);
    await first.close();
    expect(readFileSync(join(folder, 'agent-chat.db'), 'latin1')).toContain(SECRET);
    const store = await createSqliteStore({ folder });
    await eraseSecret(store);
    expect(bytesOf(folder)).not.toContain(SECRET);
    await store.close();
  });

  it.each([
    ['compact', async (store: SqliteStore) => store.compact()],
    [
      'the next opening',
      async (store: SqliteStore, folder: string) => {
        await store.close();
        await (await createSqliteStore({ folder })).close();
      },
    ],
  ])(`leaves no copy that was made when rows moved, after %s (seed ${SEED})`, async (_name, compact) => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder, durability: 'normal' });
    const random = seededBelow(SEED);
    const heads = Array.from({ length: 25 }, () => 0);
    const erased = new Set<string>();
    for (let step = 0; step < STEPS; step++) {
      const one = random(heads.length);
      const conversationId = `conversation-${one}`;
      const head = heads[one] ?? 0;
      if (random(8) > 0 || head === 0) {
        const secret = `<${one}.${head + 1}>`;
        const text = `${secret} ${'z'.repeat(random(random(10) === 0 ? 9_000 : 600))}`;
        const resultJson = JSON.stringify({ secret, more: 'r'.repeat(random(300)) });
        const key = { author: 'visitor', requestId: `${step}`, paramsHash: 'hash', resultJson };
        await store.events.append(appendOf({ conversationId, expectedSeq: head, text, key }));
        heads[one] = head + 1;
      } else {
        const seqs = Array.from({ length: head }, (_, index) => index + 1).filter(() => random(4) === 0);
        const events = seqs.map((seq) => ({ seq, json: '{}' }));
        await store.events.erase({ tenant: TENANT, conversationId, events });
        for (const seq of seqs) erased.add(`<${one}.${seq}>`);
      }
    }
    await compact(store, folder);
    const bytes = bytesOf(folder);
    expect([...erased].filter((secret) => bytes.includes(secret))).toEqual([]);
    expect(erased.size).toBeGreaterThan(100);
    await store.close();
  });

  it('is said to be in the log still while another program reads it, and goes when it is done again', async () => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder });
    await writeSecret(store);
    const reader = new Database(join(folder, 'agent-chat.db'), { readonly: true });
    const rows = reader.prepare('SELECT json FROM events').iterate();
    rows.next();
    const error = await errorOf(eraseSecret(store));
    expect([error.code, error.retryable]).toEqual(['Unavailable', true]);
    rows.return?.();
    reader.close();
    await eraseSecret(store);
    expect(bytesOf(folder)).not.toContain(SECRET);
    await store.close();
  });

  it('is not said to be gone by compact while another program reads the database, however often it is asked', async () => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder });
    await writeSecret(store);
    await eraseSecret(store);
    const reader = new Database(join(folder, 'agent-chat.db'), { readonly: true });
    const rows = reader.prepare('SELECT json FROM events').iterate();
    rows.next();
    for (const _time of [1, 2]) {
      const error = await errorOf(store.compact());
      expect([error.code, error.retryable]).toEqual(['Unavailable', true]);
    }
    rows.return?.();
    reader.close();
    await store.compact();
    expect(readFileSync(join(folder, 'agent-chat.db-wal'))).toHaveLength(0);
    await store.close();
  });

  it('leaves checksums that hold: everything can be read, in the store that erased it and in the next', async () => {
    const folder = temporaryFolder();
    const store = await createSqliteStore({ folder });
    await writeSecret(store);
    await eraseSecret(store);
    const everything = { tenant: TENANT, conversationId: 'one', limit: 100 };
    const events = await store.events.read(everything);
    expect(events[20]).toEqual({ seq: 21, json: '{}' });
    await store.close();
    const again = await createSqliteStore({ folder });
    expect(await again.events.read(everything)).toEqual(events);
    await again.close();
  });
});
