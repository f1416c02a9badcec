import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../memory/memory-blob-store.js';
import { createMemoryFileStore } from '../memory/memory-file-store.js';
import { createMemoryRecordStore } from '../memory/memory-record-store.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { Ids } from '../ports/environment.js';
import type { RecordStore } from '../ports/record-store.js';
import { randomIds } from '../shell/platform.js';
import { attachmentsConformance } from '../testing/attachments-conformance.js';
import { createManualClock } from '../testing/manual-clock.js';
import type { AttachmentLimits, AttachmentRecord } from './attachment-record.js';
import type { PutAttachment } from './attachments.js';
import { createAttachments } from './create-attachments.js';

attachmentsConformance({
  name: 'files in memory',
  async open() {
    return {
      files: createMemoryFileStore(),
      records: createMemoryRecordStore(),
      close: async () => undefined,
    };
  },
});

attachmentsConformance({
  name: 'blobs in memory',
  async open() {
    return {
      blobs: createMemoryBlobStore(),
      records: createMemoryRecordStore(),
      close: async () => undefined,
    };
  },
});

const FILE: PutAttachment = {
  tenant: 'tenant',
  conversationId: 'conversation-1',
  name: 'notes.txt',
  contentType: 'text/plain',
  bytes: new TextEncoder().encode('hello'),
  createdBy: 'ada',
};
const CONVERSATION = { tenant: FILE.tenant, conversationId: FILE.conversationId };
const HELLO_HASH = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

interface SetUp {
  readonly blobs?: BlobStore;
  readonly records?: RecordStore;
  readonly ids?: Ids;
  readonly limits?: Partial<AttachmentLimits>;
}

function setUp(options: SetUp = {}) {
  const clock = createManualClock();
  const blobs = createMemoryBlobStore();
  const records = createMemoryRecordStore();
  const attachments = createAttachments({ blobs, records, clock, ids: randomIds(), ...options });
  return { attachments, clock, blobs, records };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!AgentChatError.isInstance(error)) throw error;
  return error.code;
}

describe('an attachment', () => {
  it('is described by its record, and its content is what was given', async () => {
    const { attachments } = setUp();
    const record = await attachments.put({ ...FILE, summary: 'A greeting.' });
    expect(record).toEqual({
      attachmentId: expect.stringMatching(/^atta_/) as string,
      conversationId: 'conversation-1',
      docId: expect.stringMatching(/^docu_/) as string,
      version: 1,
      name: 'notes.txt',
      contentType: 'text/plain',
      sizeBytes: 5,
      hash: HELLO_HASH,
      summary: 'A greeting.',
      createdBy: 'ada',
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    const { attachmentId } = record;
    expect(await attachments.content({ tenant: 'tenant', attachmentId })).toEqual({
      record,
      bytes: FILE.bytes,
    });
    expect(await codeOf(attachments.get({ tenant: 'another', attachmentId }))).toBe('UnknownAttachment');
  });

  it('of the same document is its next version, and the newest by default', async () => {
    const { attachments } = setUp();
    const first = await attachments.put({ ...FILE, docId: 'doc' });
    const second = await attachments.put({
      ...FILE,
      docId: 'doc',
      name: 'other.txt',
      bytes: new Uint8Array(),
    });
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await attachments.getByDocId({ ...CONVERSATION, docId: 'doc' })).toEqual(second);
    expect(await attachments.getByDocId({ ...CONVERSATION, docId: 'doc', version: 1 })).toEqual(first);
    for (const version of [0, 3, -1, 1.5]) {
      expect(await codeOf(attachments.getByDocId({ ...CONVERSATION, docId: 'doc', version }))).toBe(
        'UnknownAttachment',
      );
    }
  });

  it('belongs to its conversation: the same document id elsewhere is another document', async () => {
    const { attachments } = setUp();
    await attachments.put({ ...FILE, docId: 'doc' });
    const elsewhere = { ...FILE, conversationId: 'conversation-1","doc' };
    expect((await attachments.put({ ...elsewhere, docId: 'doc' })).version).toBe(1);
    expect(await attachments.list(CONVERSATION)).toHaveLength(1);
    expect(await codeOf(attachments.getByDocId({ ...CONVERSATION, docId: 'do' }))).toBe('UnknownAttachment');
  });

  it('is listed from the oldest to the newest', async () => {
    const { attachments, clock } = setUp();
    for (const docId of ['z', 'a', 'm', 'z']) {
      await attachments.put({ ...FILE, docId });
      clock.advance(1);
    }
    const listed = await attachments.list(CONVERSATION);
    expect(listed.map(({ docId, version }) => `${docId} ${version}`)).toEqual(['z 1', 'a 1', 'm 1', 'z 2']);
  });
});

describe('an exported attachment', () => {
  it('is put back under its own id and version, as often as one likes', async () => {
    const source = setUp().attachments;
    await source.put({ ...FILE, docId: 'doc', bytes: new Uint8Array(1) });
    const record = await source.put({ ...FILE, docId: 'doc', summary: 'Second.' });
    const { attachments, blobs, records } = setUp();
    for (let times = 0; times < 2; times++) {
      await attachments.restore({ tenant: 'tenant', record, bytes: FILE.bytes });
      const { attachmentId } = record;
      expect(await attachments.content({ tenant: 'tenant', attachmentId })).toEqual({
        record,
        bytes: FILE.bytes,
      });
      expect(await attachments.getByDocId({ ...CONVERSATION, docId: 'doc', version: 2 })).toEqual(record);
    }
    expect((await attachments.put({ ...FILE, docId: 'doc' })).version).toBe(3);
    await attachments.deleteConversation(CONVERSATION);
    expect(await blobs.has('tenant', record.hash)).toBe(false);
    expect(await records.list('tenant', 'attachment_places')).toEqual([]);
  });

  it('is refused with other bytes, and where another has its id or its version', async () => {
    const { attachments } = setUp();
    const record = await attachments.put({ ...FILE, docId: 'doc' });
    const restore = (other: Partial<AttachmentRecord>, bytes = FILE.bytes) =>
      codeOf(attachments.restore({ tenant: 'tenant', record: { ...record, ...other }, bytes }));
    expect(await restore({}, new Uint8Array(5))).toBe('InvalidRequest');
    expect(await restore({ sizeBytes: 6 })).toBe('InvalidRequest');
    expect(await restore({ name: 'other.txt' })).toBe('IdempotencyMismatch');
    expect(await restore({ version: 2 })).toBe('IdempotencyMismatch');
    expect(await restore({ attachmentId: 'another' })).toBe('IdempotencyMismatch');
    expect(await attachments.list(CONVERSATION)).toEqual([record]);
  });
});

describe('an upload', () => {
  it.each([
    ['an empty name', { name: '' }],
    ['a long name', { name: 'n'.repeat(256) }],
    ['a path', { name: 'folder/notes.txt' }],
    ['a path of Windows', { name: 'C:\\notes.txt' }],
    ['the parent folder', { name: '..' }],
    ['a control character in its name', { name: 'notes\u0000.txt' }],
    ['a line break in its name', { name: 'notes\r\nX-Header: 1' }],
    ['half a character in its name', { name: 'notes\ud800' }],
    ['no content type', { contentType: '' }],
    ['a content type without a subtype', { contentType: 'text' }],
    ['a content type with a line break', { contentType: 'text/plain\r\nX-Header: 1' }],
    ['an empty document id', { docId: '' }],
    ['a long document id', { docId: 'd'.repeat(129) }],
    ['a long summary', { summary: 's'.repeat(2_001) }],
    ['a summary that a database may not keep', { summary: 'one\ntwo\0' }],
    ['no author', { createdBy: '' }],
  ])('with %s is refused and stores nothing', async (_name, broken: Partial<PutAttachment>) => {
    const { attachments, blobs } = setUp();
    expect(await codeOf(attachments.put({ ...FILE, ...broken }))).toBe('InvalidMessage');
    expect(await blobs.has('tenant', HELLO_HASH)).toBe(false);
    expect(await attachments.list(CONVERSATION)).toEqual([]);
  });

  it('keeps a name of 255 characters of any script', async () => {
    const { attachments } = setUp();
    const name = `${'é'.repeat(249)}😀.txt`;
    expect((await attachments.put({ ...FILE, name })).name).toBe(name);
  });

  it.each([
    ['application/pdf', 'application/pdf'],
    ['IMAGE/PNG', 'image/png'],
    ['text/plain; charset=UTF-8', 'text/plain; charset=UTF-8'],
  ])('of the type %s is taken', async (contentType, kept) => {
    const { attachments } = setUp();
    expect((await attachments.put({ ...FILE, contentType })).contentType).toBe(kept);
  });

  it.each(['application/zip', 'application/pdfx', 'texts/plain', 'x-image/png', 'image/svg+xml'])(
    'of the type %s is refused by default',
    async (contentType) => {
      const { attachments } = setUp();
      expect(await codeOf(attachments.put({ ...FILE, contentType }))).toBe('UnsupportedMediaType');
    },
  );

  it('may be of any type where that is allowed, and of none', async () => {
    const any = setUp({ limits: { allowedTypes: ['*/*'] } }).attachments;
    expect((await any.put({ ...FILE, contentType: 'application/zip' })).version).toBe(1);
    const none = setUp({ limits: { allowedTypes: [] } }).attachments;
    expect(await codeOf(none.put(FILE))).toBe('UnsupportedMediaType');
  });

  it('may have as many bytes as the limit, and not one more', async () => {
    const { attachments } = setUp({ limits: { maxBytes: 5 } });
    expect((await attachments.put(FILE)).sizeBytes).toBe(5);
    expect(await codeOf(attachments.put({ ...FILE, bytes: new Uint8Array(6) }))).toBe('PayloadTooLarge');
    const byDefault = setUp().attachments;
    const most = 10 * 1024 * 1024;
    expect((await byDefault.put({ ...FILE, bytes: new Uint8Array(most) })).sizeBytes).toBe(most);
    expect(await codeOf(byDefault.put({ ...FILE, bytes: new Uint8Array(most + 1) }))).toBe('PayloadTooLarge');
  });
});

describe('the attachments of a message', () => {
  it('come in its order', async () => {
    const { attachments } = setUp();
    const records = [await attachments.put(FILE), await attachments.put(FILE), await attachments.put(FILE)];
    const attachmentIds = records.map(({ attachmentId }) => attachmentId).toReversed();
    expect(await attachments.ofMessage({ ...CONVERSATION, attachmentIds })).toEqual(records.toReversed());
  });

  it('are refused above the limit, and when one is unknown or of another conversation', async () => {
    const { attachments } = setUp();
    const { attachmentId } = await attachments.put(FILE);
    const { attachmentId: other } = await attachments.put({ ...FILE, conversationId: 'conversation-2' });
    const ofMessage = (attachmentIds: string[]) =>
      codeOf(attachments.ofMessage({ ...CONVERSATION, attachmentIds }));
    expect(await ofMessage(Array.from({ length: 4 }, () => attachmentId))).toBe('InvalidMessage');
    expect(await ofMessage([attachmentId, 'unknown'])).toBe('UnknownAttachment');
    expect(await ofMessage([attachmentId, other])).toBe('UnknownAttachment');
  });
});

describe('a content that somebody begins to use between the look at its uses and its deletion', () => {
  it('is there again when the deletion is done', async () => {
    const { attachments, blobs, records, clock } = setUp();
    await attachments.put(FILE);
    const late: AttachmentRecord[] = [];
    const meeting: BlobStore = {
      ...blobs,
      async delete(tenant, hash) {
        late.push(await attachments.put({ ...FILE, conversationId: 'conversation-2' }));
        return blobs.delete(tenant, hash);
      },
    };
    const deleting = createAttachments({ blobs: meeting, records, clock, ids: randomIds() });
    expect(await deleting.deleteConversation(CONVERSATION)).toBe(1);
    expect(late).toHaveLength(1);
    const attachmentId = late[0]?.attachmentId ?? '';
    expect((await attachments.content({ tenant: 'tenant', attachmentId })).bytes).toEqual(FILE.bytes);
  });
});

describe('a process that dies at any step', () => {
  /** Both stores, which reject from the given call on, as they do to a process that is gone. */
  function dying(stores: { blobs: BlobStore; records: RecordStore }, calls: number) {
    let left = calls;
    const wrap = <T extends object>(store: T): T =>
      new Proxy(store, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return async (...args: unknown[]): Promise<unknown> => {
            left -= 1;
            if (left < 0) throw new AgentChatError('Unavailable', 'It is gone.');
            return value.apply(target, args) as unknown;
          };
        },
      });
    return { blobs: wrap(stores.blobs), records: wrap(stores.records), isDead: () => left < 0 };
  }

  it('while it puts leaves the whole version or none, and all of it can be deleted', async () => {
    for (let calls = 0, isDone = false; !isDone; calls++) {
      const { attachments, blobs, records, clock } = setUp();
      const first = await attachments.put({ ...FILE, docId: 'doc' });
      const stores = dying({ blobs, records }, calls);
      const ids: Ids = { next: (kind) => `of the one that dies: ${kind}` };
      const putting = createAttachments({ ...stores, clock, ids });
      const bytes = new TextEncoder().encode(`number ${calls}`);
      await putting.put({ ...FILE, docId: 'doc', bytes }).catch(() => undefined);
      isDone = !stores.isDead();

      const listed = await attachments.list(CONVERSATION);
      expect(listed[0]).toEqual(first);
      for (const record of listed) {
        expect(await attachments.get({ tenant: 'tenant', attachmentId: record.attachmentId })).toEqual(
          record,
        );
        await attachments.content({ tenant: 'tenant', attachmentId: record.attachmentId });
      }
      const next = await attachments.put({ ...FILE, docId: 'doc' });
      expect(next.version).toBe(listed.length + 1);
      const attachmentId = ids.next('attachment');
      const found = await attachments.get({ tenant: 'tenant', attachmentId }).catch(() => undefined);
      expect(found).toEqual(listed[1]);
      await attachments.deleteConversation(CONVERSATION);
      expect(await leftOver(records)).toEqual([]);
    }
  });

  it('while it deletes is followed by one that finishes', async () => {
    for (let calls = 0, isDone = false; !isDone; calls++) {
      const { attachments, blobs, records, clock } = setUp();
      await attachments.put({ ...FILE, docId: 'doc' });
      const { hash } = await attachments.put({ ...FILE, docId: 'doc', bytes: new Uint8Array(3) });
      const stores = dying({ blobs, records }, calls);
      const deleting = createAttachments({ ...stores, clock, ids: randomIds() });
      await deleting.deleteConversation(CONVERSATION).catch(() => undefined);
      isDone = !stores.isDead();
      await attachments.deleteConversation(CONVERSATION);
      expect(await leftOver(records)).toEqual([]);
      expect(await blobs.has('tenant', hash)).toBe(false);
      expect(await blobs.has('tenant', HELLO_HASH)).toBe(false);
    }
  });

  it('while it deletes one is followed by one that finishes, and leaves the others alone', async () => {
    for (let calls = 0, isDone = false; !isDone; calls++) {
      const { attachments, blobs, records, clock } = setUp();
      const kept = await attachments.put(FILE);
      const shares = await attachments.put(FILE);
      const own = await attachments.put({ ...FILE, bytes: new Uint8Array(3) });
      const stores = dying({ blobs, records }, calls);
      const deleting = createAttachments({ ...stores, clock, ids: randomIds() });
      for (const { attachmentId } of [shares, own]) {
        await deleting.delete({ ...CONVERSATION, attachmentId }).catch(() => undefined);
      }
      isDone = !stores.isDead();
      for (const { attachmentId } of [shares, own]) {
        await attachments.delete({ ...CONVERSATION, attachmentId });
        expect(await attachments.delete({ ...CONVERSATION, attachmentId })).toBe(false);
      }
      expect(await attachments.list(CONVERSATION)).toEqual([kept]);
      const { attachmentId } = kept;
      expect((await attachments.content({ tenant: 'tenant', attachmentId })).bytes).toEqual(FILE.bytes);
      expect(await blobs.has('tenant', own.hash)).toBe(false);
      const elsewhere = { ...CONVERSATION, conversationId: 'conversation-2', attachmentId };
      expect(await attachments.delete(elsewhere)).toBe(false);
      expect(await attachments.list(CONVERSATION)).toEqual([kept]);
    }
  });

  async function leftOver(records: RecordStore): Promise<readonly unknown[]> {
    const collections = ['versions', 'places', 'uploads', 'uses'].map((name) => `attachment_${name}`);
    return (await Promise.all(collections.map((name) => records.list('tenant', name)))).flat();
  }
});
