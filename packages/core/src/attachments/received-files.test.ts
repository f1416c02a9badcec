import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import { createMemoryFileStore } from '../memory/memory-file-store.js';
import { createMemoryRecordStore } from '../memory/memory-record-store.js';
import type { FileStore } from '../ports/file-store.js';
import type { RecordStore } from '../ports/record-store.js';
import { randomIds } from '../shell/platform.js';
import { failingStore } from '../testing/failing-store.js';
import { createManualClock } from '../testing/manual-clock.js';
import type { ReceiveAttachment } from './attachments.js';
import { oneChunk } from './chunks.js';
import { createAttachments } from './create-attachments.js';

const HELLO_HASH = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const CONVERSATION = { tenant: 'tenant', conversationId: 'c1' };
const bytesOf = (text: string) => new TextEncoder().encode(text);

const NO_EVENTS = createMemoryEventStore();

function setUp(records: RecordStore = createMemoryRecordStore(), files: FileStore = createMemoryFileStore()) {
  const clock = createManualClock();
  const attachments = createAttachments({
    files,
    records,
    clock,
    ids: randomIds(),
    limits: { maxBytes: 100 },
  });
  const receive = (text: string, request: Partial<ReceiveAttachment> = {}) =>
    attachments.receive({
      ...CONVERSATION,
      name: 'a.txt',
      contentType: 'text/plain',
      chunks: oneChunk(bytesOf(text)),
      createdBy: 'ada',
      ...request,
    });
  /** What is left anywhere. */
  const leftBehind = async () => {
    const names = ['places', 'versions', 'uploads', 'uses', 'waiting'];
    const left = await Promise.all(names.map((name) => records.list('tenant', `attachment_${name}`)));
    return left.flat().length;
  };
  return { attachments, files, records, clock, receive, leftBehind };
}

/** Records, and what is done before the next of them is replaced. */
function interrupted() {
  const store = createMemoryRecordStore();
  const inBetween: (() => Promise<unknown>)[] = [];
  const records: RecordStore = {
    ...store,
    async replace(...args) {
      await inBetween.pop()?.();
      return store.replace(...args);
    },
  };
  return { records, inBetween };
}

describe('a file that arrives', () => {
  it('is described by its record, with the hash of what came, and is read as it came', async () => {
    const { attachments, receive } = setUp();
    const record = await receive('hello');
    expect(record).toMatchObject({ hash: HELLO_HASH, sizeBytes: 5, version: 1, name: 'a.txt' });
    const { bytes } = await attachments.content({ tenant: 'tenant', attachmentId: record.attachmentId });
    expect(new TextDecoder().decode(bytes)).toBe('hello');
  });

  it.each([
    ['of the sender', { maxBytes: 4 }],
    ['of the host', { maxBytes: 1_000, chunks: oneChunk(new Uint8Array(101)) }],
  ])('is refused with the first byte beyond the limit %s, and nothing stays', async (_, request) => {
    const { receive, leftBehind } = setUp();
    await expect(receive('hello', request)).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    expect(await leftBehind()).toBe(0);
  });

  it('is no file when it breaks off, and the sender’s error is told', async () => {
    const { attachments, receive, leftBehind } = setUp();
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytesOf('half');
      throw new AgentChatError('ConnectionLost', 'The body was cut off.');
    }
    await expect(receive('', { chunks: broken() })).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(await attachments.list(CONVERSATION)).toEqual([]);
    expect(await leftBehind()).toBe(0);
  });
});

describe('a message that is to carry a file', () => {
  it('does not, where the file is withdrawn before the message has it', async () => {
    const { records, inBetween } = interrupted();
    const { attachments, receive, leftBehind } = setUp(records);
    const { attachmentId } = await receive('hello');
    inBetween.push(async () => {
      expect(await attachments.withdraw({ tenant: 'tenant', attachmentId })).toBe(true);
    });
    await expect(attachments.claim({ ...CONVERSATION, attachmentIds: [attachmentId] })).rejects.toMatchObject(
      { code: 'UnknownAttachment' },
    );
    expect(inBetween).toEqual([]);
    expect(await leftBehind()).toBe(0);
  });

  it('does, where another message has it meanwhile', async () => {
    const { records, inBetween } = interrupted();
    const { attachments, receive } = setUp(records);
    const { attachmentId } = await receive('hello');
    const carry = async () =>
      (await attachments.claim({ ...CONVERSATION, attachmentIds: [attachmentId] }))(true);
    inBetween.push(carry);
    await carry();
    expect(await attachments.withdraw({ tenant: 'tenant', attachmentId })).toBe(false);
  });
});

describe('a file that a message claimed of which nobody has heard', () => {
  it('stays where another claims it while the log is asked', async () => {
    const { attachments, clock, receive } = setUp();
    const { attachmentId } = await receive('hello');
    const claim = () => attachments.claim({ ...CONVERSATION, attachmentIds: [attachmentId] });
    await claim();
    clock.advance(1_000);
    const receivedBeforeMs = clock.now();
    let settle: Awaited<ReturnType<typeof claim>> | undefined;
    const events = {
      async read() {
        settle ??= await claim();
        return [];
      },
    };
    expect(await attachments.reap({ tenant: 'tenant', receivedBeforeMs, events })).toBe(0);
    await settle?.(true);
    expect((await attachments.content({ tenant: 'tenant', attachmentId })).bytes).toEqual(bytesOf('hello'));
    expect(await attachments.countWaiting(CONVERSATION)).toBe(0);
  });
});

describe('a process that dies while a file arrives, or while one is reaped', () => {
  it('leaves nothing that is not reaped', async () => {
    for (let nth = 1, calls = nth; nth <= calls; nth++) {
      const { records, clock, leftBehind } = setUp();
      const failing = failingStore({ records }, nth, 'before');
      const { attachments, receive } = setUp(failing.store.records);
      const reaping = { tenant: 'tenant', receivedBeforeMs: clock.now() + 1, events: NO_EVENTS };
      await receive('hello').catch(() => undefined);
      await attachments.reap(reaping).catch(() => undefined);
      ({ calls } = failing);
      await setUp(records).attachments.reap(reaping);
      expect(await leftBehind(), `call ${nth}`).toBe(0);
    }
  });
});

describe('a file that cannot be removed', () => {
  /** Two files wait, of which the first to be removed cannot be. */
  async function withOneStuck(code: 'StoreUnwritable' | 'Unavailable') {
    const files = createMemoryFileStore();
    let stuck: string | null = null;
    const world = setUp(createMemoryRecordStore(), {
      ...files,
      async delete(tenant, name) {
        stuck ??= name;
        if (name === stuck) throw new AgentChatError(code, 'It cannot be removed.');
        return files.delete(tenant, name);
      },
    });
    const { attachments, clock, receive } = world;
    const ids = [await receive('one'), await receive('two')].map(({ attachmentId }) => attachmentId);
    return {
      ...world,
      reap: () =>
        attachments.reap({ tenant: 'tenant', receivedBeforeMs: clock.now() + 1, events: NO_EVENTS }),
      deleteAll: () => attachments.deleteConversation(CONVERSATION),
      left: async () => {
        const found = await Promise.all(ids.map((id) => files.read('tenant', id)));
        return found.filter((file) => file !== null).length;
      },
      loosen: () => {
        stuck = '';
      },
    };
  }

  it.each(['reap', 'deleteAll'] as const)(
    'is told of, keeps no other from going, and goes when it can (%s)',
    async (removeBoth) => {
      const { left, loosen, leftBehind, ...world } = await withOneStuck('StoreUnwritable');
      await expect(world[removeBoth]()).rejects.toMatchObject({ code: 'StoreUnwritable' });
      expect(await left()).toBe(1);
      loosen();
      expect(await world[removeBoth]()).toBe(1);
      expect([await left(), await leftBehind()]).toEqual([0, 0]);
    },
  );

  it.each(['reap', 'deleteAll'] as const)(
    'is the last that is tried where the store does not answer (%s)',
    async (removeBoth) => {
      const { left, ...world } = await withOneStuck('Unavailable');
      await expect(world[removeBoth]()).rejects.toMatchObject({ code: 'Unavailable' });
      expect(await left()).toBe(2);
    },
  );
});

describe('an inspection', () => {
  it('sees the whole file before anybody has it, and refuses it without a trace', async () => {
    const { attachments, files, receive, leftBehind } = setUp();
    const refused = receive('a virus', {
      async inspect({ attachmentId, sizeBytes, read }) {
        const texts: string[] = [];
        for await (const chunk of await read()) texts.push(new TextDecoder().decode(chunk));
        expect([texts.join(''), sizeBytes]).toEqual(['a virus', 7]);
        expect(await attachments.list(CONVERSATION)).toEqual([]);
        expect(await files.read('tenant', attachmentId)).not.toBeNull();
        throw new AgentChatError('UnsupportedMediaType', 'It has a virus.');
      },
    });
    await expect(refused).rejects.toMatchObject({ message: 'It has a virus.' });
    expect(await leftBehind()).toBe(0);
  });

  it('holds a file until it is released: its content is for nobody', async () => {
    const { attachments, receive } = setUp();
    const { attachmentId } = await receive('perhaps', { inspect: async () => 'hold' });
    const one = { tenant: 'tenant', attachmentId };
    await (await attachments.claim({ ...CONVERSATION, attachmentIds: [attachmentId] }))(true);
    expect(await attachments.isHeld(one)).toBe(true);
    await expect(attachments.content(one)).rejects.toMatchObject({ code: 'AttachmentHeld', retryable: true });
    await attachments.release(one);
    expect(await attachments.isHeld(one)).toBe(false);
    expect((await attachments.content(one)).bytes).toEqual(bytesOf('perhaps'));
  });
});

describe('what was kept and has changed since', () => {
  it('is never handed out whole: the last piece stays back', async () => {
    const { attachments, files, receive } = setUp();
    async function* two(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytesOf('first ');
      yield bytesOf('second');
    }
    const { attachmentId } = await receive('', { chunks: two() });
    await files.write('tenant', attachmentId, oneChunk(bytesOf('first SECOND')));
    const { chunks } = await attachments.open({ tenant: 'tenant', attachmentId });
    let seen = '';
    const reading = (async () => {
      for await (const chunk of chunks) seen += new TextDecoder().decode(chunk);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'StoreDamaged' });
    expect(seen).toBe('');
    await files.delete('tenant', attachmentId);
    await expect(attachments.open({ tenant: 'tenant', attachmentId })).rejects.toMatchObject({
      code: 'StoreDamaged',
    });
  });
});
