import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryFileStore } from '../memory/memory-file-store.js';
import { createMemoryRecordStore } from '../memory/memory-record-store.js';
import type { RecordStore } from '../ports/record-store.js';
import { randomIds } from '../shell/platform.js';
import { createManualClock } from '../testing/manual-clock.js';
import type { ReceiveAttachment } from './attachments.js';
import { oneChunk } from './chunks.js';
import { createAttachments } from './create-attachments.js';

const HELLO_HASH = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const CONVERSATION = { tenant: 'tenant', conversationId: 'c1' };
const bytesOf = (text: string) => new TextEncoder().encode(text);

function setUp(records: RecordStore = createMemoryRecordStore()) {
  const files = createMemoryFileStore();
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
  /** What is left anywhere, after everything that waits is reaped. */
  const leftBehind = async () => (await records.list('tenant', 'attachment_uploads')).length;
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
