import { AgentChatError } from '@agent-chat/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryFileStore } from '../memory/memory-file-store.js';
import { createMemoryRecordStore } from '../memory/memory-record-store.js';
import { randomIds } from '../shell/platform.js';
import { createManualClock } from '../testing/manual-clock.js';
import type { ConversationAttachment } from '../transfer/export-format.js';
import { attachmentImporter, exportedAttachments } from './attachment-transfer.js';
import { createAttachments } from './create-attachments.js';

const setUp = () => {
  const files = createMemoryFileStore();
  const records = createMemoryRecordStore();
  const attachments = createAttachments({ files, records, clock: createManualClock(), ids: randomIds() });
  const isEmpty = async (): Promise<boolean> => {
    const collections = ['uploads', 'versions', 'places', 'uses'].map((name) => `attachment_${name}`);
    const all = await Promise.all(collections.map((name) => records.list('tenant', name)));
    return all.flat().length === 0;
  };
  return { attachments, importer: attachmentImporter(attachments, 'tenant'), isEmpty };
};

let exported: ConversationAttachment[];

beforeEach(async () => {
  const { attachments } = setUp();
  for (const name of ['one.txt', 'two.txt']) {
    const file = { tenant: 'tenant', conversationId: 'c1', contentType: 'text/plain', createdBy: 'ada' };
    await attachments.put({ ...file, name, bytes: new TextEncoder().encode(name) });
  }
  exported = [];
  const all = exportedAttachments(attachments, { tenant: 'tenant', conversationId: 'c1' });
  for await (const one of all) exported.push(one);
});

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  AgentChatError.from(await promise.catch((error: unknown) => error)).code;

/** The exported files, the second with another record. */
const withSecond = (change: Record<string, unknown>): ConversationAttachment[] =>
  exported.map((one, index) =>
    index === 0 ? one : { ...one, record: { ...(one.record as Record<string, string>), ...change } as never },
  );

describe('an import of files', () => {
  it('can be taken back, but for what was there before', async () => {
    const { attachments, importer, isEmpty } = setUp();
    const takeAway = await importer('c1', exported);
    const again = await importer('c1', exported);
    await again();
    const listed = await attachments.list({ tenant: 'tenant', conversationId: 'c1' });
    expect(listed.map(({ name }) => name).sort()).toEqual(['one.txt', 'two.txt']);
    await takeAway();
    expect(await isEmpty()).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['is of another conversation', { conversationId: 'c2' }],
    ['is not whole', { hash: '0'.repeat(64) }],
    ['has a version that no document has', { version: 0 }],
    ['has a version after which none can follow', { version: 10_000_000_000 }],
  ])('leaves none of them where one %s', async (_what, change) => {
    const { importer, isEmpty } = setUp();
    expect(await codeOf(importer('c1', withSecond(change)))).toBe('InvalidRequest');
    expect(await isEmpty()).toBe(true);
  });

  it('leaves what was there where another file has the id of one', async () => {
    const { attachments, importer } = setUp();
    await importer('c1', exported.slice(1));
    expect(await codeOf(importer('c1', withSecond({ name: 'three.txt' })))).toBe('IdempotencyMismatch');
    const listed = await attachments.list({ tenant: 'tenant', conversationId: 'c1' });
    expect(listed).toEqual([exported[1]?.record]);
  });

  it('has one who added them when two bring the same at the same time', async () => {
    const { attachments, importer } = setUp();
    const both = await Promise.all([importer('c1', exported), importer('c1', exported)]);
    expect(both).toHaveLength(2);
    expect(await attachments.list({ tenant: 'tenant', conversationId: 'c1' })).toHaveLength(2);
  });
});

describe('a document whose last possible version was imported', () => {
  it('takes no other one', async () => {
    const { attachments, importer } = setUp();
    await importer('c1', withSecond({ version: 9_999_999_999, docId: 'doc' }));
    const next = attachments.put({
      tenant: 'tenant',
      conversationId: 'c1',
      name: 'next.txt',
      contentType: 'text/plain',
      bytes: new Uint8Array(1),
      docId: 'doc',
      createdBy: 'ada',
    });
    expect(await codeOf(next)).toBe('InvalidMessage');
  });
});
