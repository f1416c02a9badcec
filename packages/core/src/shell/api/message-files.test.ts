import { AgentChatError, type AttachmentPart, type Part } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { oneChunk } from '../../attachments/chunks.js';
import { createAttachments } from '../../attachments/create-attachments.js';
import { createMemoryBlobStore } from '../../memory/memory-blob-store.js';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { createMemoryRecordStore } from '../../memory/memory-record-store.js';
import type { EventStore } from '../../ports/event-store.js';
import { ADA, create, EVE, logOf, say, start, visitor } from '../../test-support/orchestrator-fixture.js';
import { randomIds, systemClock } from '../platform.js';

const PLACE = { tenant: 'default', conversationId: 'c1' };

async function world(given: Parameters<typeof start>[1] = {}) {
  const attachments = createAttachments({
    blobs: createMemoryBlobStore(),
    records: createMemoryRecordStore(),
    clock: systemClock(),
    ids: randomIds(),
  });
  const { orchestrator } = start({}, { attachments, visitorDataParts: ['geo'], ...given });
  await create(orchestrator.as(ADA), 'c1');
  await create(orchestrator.as(ADA), 'c2');
  const put = (conversationId: string, name = 'note.txt') =>
    attachments.put({
      tenant: 'default',
      conversationId,
      name,
      contentType: 'text/plain',
      bytes: new TextEncoder().encode('Hello.'),
      createdBy: 'ada',
    });
  return { orchestrator, attachments, put };
}
/** The store, with another way to append. */
function appending(events: EventStore, append: EventStore['append']): EventStore {
  return new Proxy(events, {
    get(target, name) {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
const file = (attachmentId: string, partId = 'f1'): AttachmentPart => ({
  type: 'attachment',
  partId,
  attachmentId,
  name: 'lie.exe',
  contentType: 'application/x-lie',
});
const sending = (...parts: Part[]) => say('', { parts });

describe('a file in a message', () => {
  it('is logged as it is stored, whatever its sender says of it', async () => {
    const { orchestrator, put } = await world();
    const { attachmentId, docId } = await put('c1');
    await orchestrator.as(visitor('c1')).call('sendMessage', sending(file(attachmentId)));
    const logged = (await logOf(orchestrator.as(ADA))).at(-1)?.payload as { parts: Part[] };
    expect(logged.parts).toEqual([
      {
        type: 'attachment',
        partId: 'f1',
        attachmentId,
        docId,
        name: 'note.txt',
        contentType: 'text/plain',
        sizeBytes: 6,
      },
    ]);
  });

  it.each([
    ['nobody has put there', async () => 'atta_none', 'UnknownAttachment'],
    [
      'belongs to another conversation',
      async (put: (id: string) => Promise<{ attachmentId: string }>) => (await put('c2')).attachmentId,
      'UnknownAttachment',
    ],
  ])('that %s is refused, and nothing is logged', async (_, idOf, code) => {
    const { orchestrator, put } = await world();
    const before = await logOf(orchestrator.as(ADA));
    const sent = orchestrator.as(ADA).call('sendMessage', sending(file(await idOf(put))));
    await expect(sent).rejects.toMatchObject({ code });
    expect(await logOf(orchestrator.as(ADA))).toEqual(before);
  });

  it('is one of a few', async () => {
    const { orchestrator, put } = await world();
    const ids = await Promise.all([1, 2, 3, 4].map(async () => (await put('c1')).attachmentId));
    const parts = ids.map((id, index) => file(id, `f${index}`));
    const sent = orchestrator.as(ADA).call('sendMessage', sending(...parts));
    await expect(sent).rejects.toMatchObject({ code: 'InvalidMessage', details: { maxFilesPerMessage: 3 } });
  });

  it('leaves a retry its first result when it is gone since', async () => {
    const { orchestrator, attachments, put } = await world();
    const { attachmentId } = await put('c1');
    const params = sending(file(attachmentId));
    const api = orchestrator.as(ADA);
    const first = await api.call('sendMessage', params);
    await attachments.delete({ tenant: 'default', conversationId: 'c1', attachmentId });
    expect(await api.call('sendMessage', params)).toEqual(first);
    await expect(api.call('sendMessage', { ...params, clientRequestId: 'another' })).rejects.toThrow(
      AgentChatError,
    );
  });
});

describe('a file that waits', () => {
  const waits = async (given: Parameters<typeof start>[1] = {}) => {
    const { orchestrator, attachments } = await world(given);
    const api = orchestrator.as(ADA);
    const noted = await api.call('addNote', { conversationId: 'c1', clientRequestId: 'noted', text: 'Hm.' });
    expect(noted.seq).toBeGreaterThan(0);
    const { attachmentId } = await attachments.receive({
      ...PLACE,
      name: 'note.txt',
      contentType: 'text/plain',
      chunks: oneChunk(new TextEncoder().encode('Hello.')),
      createdBy: 'ada',
    });
    return { orchestrator, attachments, api, attachmentId };
  };

  it.each([
    ['CasConflict', ADA, { lastClosedSeq: 7 }],
    ['UnknownConversation', EVE, {}],
    ['IdempotencyMismatch', ADA, { clientRequestId: 'noted' }],
  ] as const)('still does after a message with it was refused: %s', async (code, caller, more) => {
    const events = createMemoryEventStore();
    const { orchestrator, attachments, attachmentId } = await waits({ store: events });
    const sent = orchestrator.as(caller).call('sendMessage', { ...sending(file(attachmentId)), ...more });
    await expect(sent).rejects.toMatchObject({ code });
    expect(await attachments.countWaiting(PLACE)).toBe(1);
    expect(await attachments.reap({ tenant: 'default', receivedBeforeMs: Date.now() + 60_000, events })).toBe(
      1,
    );
  });

  it('still does where another node has ended the conversation between the decision and the append', async () => {
    const events = createMemoryEventStore();
    const other = start({}, { store: events }).orchestrator;
    let isMeeting = false;
    const store = appending(events, async (request) => {
      if (isMeeting) {
        isMeeting = false;
        await other.as(ADA).call('sendMessage', say('Bye', { finality: 'conversation' }));
      }
      return events.append(request);
    });
    const { attachments, api, attachmentId } = await waits({ store });
    isMeeting = true;
    const sent = api.call('sendMessage', sending(file(attachmentId)));
    await expect(sent).rejects.toMatchObject({ code: 'ConversationEnded' });
    expect(await attachments.countWaiting(PLACE)).toBe(1);
  });

  it('does not any more once a message has it, nor where nobody knows whether one has', async () => {
    const events = createMemoryEventStore();
    let isAnswering = true;
    const store = appending(events, async (request) => {
      const result = await events.append(request);
      if (!isAnswering) throw new AgentChatError('Unavailable', 'The answer was lost.');
      return result;
    });
    const { attachments, api, attachmentId } = await waits({ store });
    const given = sending(file(attachmentId));
    isAnswering = false;
    await expect(api.call('sendMessage', given)).rejects.toMatchObject({ code: 'Unavailable' });
    const reap = () => attachments.reap({ tenant: 'default', receivedBeforeMs: Date.now() + 60_000, events });
    expect(await reap()).toBe(0);
    isAnswering = true;
    await api.call('sendMessage', given);
    await api.call('sendMessage', sending(file(attachmentId)));
    expect([await reap(), await attachments.countWaiting(PLACE)]).toEqual([0, 0]);
    expect(await attachments.withdraw({ tenant: 'default', attachmentId })).toBe(false);
  });
});

describe('a visitor', () => {
  it('sends data under the names that the host allows, and no others', async () => {
    const { orchestrator } = await world();
    const api = orchestrator.as(visitor('c1'));
    const data = (name: string): Part => ({ type: 'data', partId: 'd1', name, data: { at: [1, 2] } });
    await api.call('sendMessage', sending(data('geo')));
    await expect(api.call('sendMessage', sending(data('admin')))).rejects.toMatchObject({
      code: 'Forbidden',
    });
  });
});
