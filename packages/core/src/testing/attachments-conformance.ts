import { AgentChatError } from '@agent-chat/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttachmentBytes, Attachments, PutAttachment } from '../attachments/attachments.js';
import { oneChunk } from '../attachments/chunks.js';
import { createAttachments } from '../attachments/create-attachments.js';
import type { AttachmentRecord } from '../attachments/attachment-record.js';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import type { EventStore } from '../ports/event-store.js';
import type { RecordStore } from '../ports/record-store.js';
import { randomIds } from '../shell/platform.js';
import { appendRequest } from './event-store/requests.js';
import { interleaved } from './interleaved.js';
import { createManualClock, type ManualClock } from './manual-clock.js';
import { randomOf } from './random.js';

/** Empty, and of this case alone. */
export type OpenedAttachmentStores = AttachmentBytes & {
  readonly records: RecordStore;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
};

export interface AttachmentsConformanceOptions {
  /** Of the stores, for the report. */
  readonly name: string;
  /** Called before each case. */
  open(): Promise<OpenedAttachmentStores>;
}

const TENANT = 'tenant';
const CONVERSATION = 'conversation-1';
const SEED = 2_026;
const HISTORIES = 2;
const STEPS = 25;
const RACERS = 20;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/**
 * What attachments promise, on a store: what stands under a document's id and version never
 * changes, whoever writes at the same time; see `eventStoreConformance`.
 */
export function attachmentsConformance(options: AttachmentsConformanceOptions): void {
  describe(`attachments: ${options.name}`, () => {
    let opened: OpenedAttachmentStores;
    let attachments: Attachments;
    let clock: ManualClock;
    let events: EventStore;
    beforeEach(async () => {
      opened = await options.open();
      const random = randomOf(SEED);
      clock = createManualClock();
      events = createMemoryEventStore({ clock });
      const bytes =
        opened.files === undefined
          ? { blobs: interleaved(opened.blobs, random) }
          : { files: interleaved(opened.files, random) };
      const records = interleaved(opened.records, random);
      attachments = createAttachments({ ...bytes, records, clock, ids: randomIds() });
    });
    afterEach(() => opened.close());

    const put = (text: string, request: Partial<PutAttachment> = {}) =>
      attachments.put({
        tenant: TENANT,
        conversationId: CONVERSATION,
        name: 'notes.txt',
        contentType: 'text/plain',
        bytes: bytesOf(text),
        createdBy: 'ada',
        ...request,
      });
    const read = async ({ attachmentId }: AttachmentRecord, tenant = TENANT) =>
      textOf((await attachments.content({ tenant, attachmentId })).bytes);

    const hasContent = async ({ attachmentId, hash }: AttachmentRecord): Promise<boolean> =>
      opened.files === undefined
        ? opened.blobs.has(TENANT, hash)
        : (await opened.files.read(TENANT, attachmentId)) !== null;
    const receive = (text: string) =>
      attachments.receive({
        tenant: TENANT,
        conversationId: CONVERSATION,
        name: 'notes.txt',
        contentType: 'text/plain',
        chunks: oneChunk(bytesOf(text)),
        createdBy: 'ada',
      });
    /** Whether a message may carry it. */
    const carry = async ({ attachmentId }: AttachmentRecord): Promise<boolean> => {
      try {
        await (await claim(attachmentId))(true);
        return true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'UnknownAttachment' });
        return false;
      }
    };
    const claim = (attachmentId: string) =>
      attachments.claim({ tenant: TENANT, conversationId: CONVERSATION, attachmentIds: [attachmentId] });

    it(`gives ${RACERS} racing puts of one document a version each, without a gap`, async () => {
      const records = await Promise.all(
        Array.from({ length: RACERS }, (_, index) => put(`text ${index}`, { docId: 'doc' })),
      );
      const versions = records.map(({ version }) => version).sort((a, b) => a - b);
      expect(versions).toEqual(Array.from({ length: RACERS }, (_, index) => index + 1));
      for (const [index, record] of records.entries()) {
        const { docId, version, attachmentId } = record;
        const found = await attachments.getByDocId({
          tenant: TENANT,
          conversationId: CONVERSATION,
          docId,
          version,
        });
        expect(found).toEqual(record);
        expect(await attachments.get({ tenant: TENANT, attachmentId })).toEqual(record);
        expect(await read(record)).toBe(`text ${index}`);
      }
      const newest = await attachments.getByDocId({
        tenant: TENANT,
        conversationId: CONVERSATION,
        docId: 'doc',
      });
      expect(newest.version).toBe(RACERS);
    });

    it.each(Array.from({ length: HISTORIES }, (_, index) => index + 1))(
      'never changes what a document and version, or an id, stand for (random history %i)',
      async (seed) => {
        const random = randomOf(seed);
        /** Everything that was acknowledged, with its text. */
        let known: { readonly record: AttachmentRecord; readonly text: string; readonly tenant: string }[] =
          [];
        for (let step = 0; step < STEPS; step++) {
          const tenant = random(6) === 0 ? 'another' : TENANT;
          const conversationId = `conversation-${random(3)}`;
          if (random(12) === 0) {
            const kept = known.filter(
              (one) => one.tenant !== tenant || one.record.conversationId !== conversationId,
            );
            const removed = await attachments.deleteConversation({ tenant, conversationId });
            expect(removed).toBe(known.length - kept.length);
            known = kept;
          } else {
            const texts = Array.from({ length: 1 + random(3) }, () => `text ${random(5)}`);
            const docId = `doc-${random(3)}`;
            const records = await Promise.all(
              texts.map((text) => put(text, { tenant, conversationId, docId })),
            );
            known.push(...records.map((record, index) => ({ record, text: texts[index] ?? '', tenant })));
          }
          const checked = step === STEPS - 1 ? known : known.slice(random(known.length + 1)).slice(0, 2);
          for (const { record, text, tenant: owner } of checked) {
            const { conversationId: of, docId, version } = record;
            const found = await attachments.getByDocId({ tenant: owner, conversationId: of, docId, version });
            expect(found).toEqual(record);
            expect(await read(record, owner)).toBe(text);
          }
        }
        const names = known.map(({ record, tenant }) => [
          tenant,
          record.conversationId,
          record.docId,
          record.version,
        ]);
        expect(new Set(names.map((name) => JSON.stringify(name))).size).toBe(names.length);
      },
    );

    it('keeps a content that another conversation begins to use while the first one is deleted', async () => {
      for (let round = 0; round < 10; round++) {
        const first = { conversationId: `first-${round}` };
        await put('shared', first);
        const [, record] = await Promise.all([
          attachments.deleteConversation({ tenant: TENANT, ...first }),
          put('shared', { conversationId: `second-${round}` }),
        ]);
        expect(await read(record)).toBe('shared');
        await attachments.deleteConversation({ tenant: TENANT, conversationId: `second-${round}` });
        expect(await hasContent(record)).toBe(false);
      }
    });

    it('deletes more than a page of files, and then finds none of them', async () => {
      attachments = createAttachments({ ...opened, clock: createManualClock(), ids: randomIds() });
      const records = await Promise.all(Array.from({ length: 120 }, (_, index) => put(`text ${index}`)));
      expect(await attachments.list({ tenant: TENANT, conversationId: CONVERSATION })).toHaveLength(120);
      const conversation = { tenant: TENANT, conversationId: CONVERSATION };
      expect(await attachments.deleteConversation(conversation)).toBe(120);
      expect(await attachments.list(conversation)).toEqual([]);
      for (const record of records) {
        const { attachmentId } = record;
        const error: unknown = await attachments
          .get({ tenant: TENANT, attachmentId })
          .catch((reason: unknown) => reason);
        expect(AgentChatError.isInstance(error) && error.code).toBe('UnknownAttachment');
        expect(await hasContent(record)).toBe(false);
      }
      expect(await attachments.deleteConversation(conversation)).toBe(0);
    });

    it('gives a file that a message and a reap race for to one of them', async () => {
      for (let round = 0; round < 10; round++) {
        const record = await receive(`raced for ${round}`);
        clock.advance(1_000);
        const reaping = { tenant: TENANT, receivedBeforeMs: clock.now(), events };
        const [reaped, again, sent] = await Promise.all([
          attachments.reap(reaping),
          attachments.reap(reaping),
          carry(record),
        ]);
        if (sent) {
          expect(reaped + again).toBe(0);
          expect(await read(record)).toBe(`raced for ${round}`);
        } else {
          expect(reaped + again).toBeGreaterThan(0);
          expect(await hasContent(record)).toBe(false);
        }
        expect(await attachments.reap(reaping)).toBe(0);
      }
    });

    it('gives back what messages have claimed that were refused, unless another carries it', async () => {
      const waiting = { tenant: TENANT, conversationId: CONVERSATION };
      const [refused, shared] = [await receive('refused'), await receive('shared')];
      clock.advance(1_000);
      const claims = await Promise.all([refused, shared, shared].map((one) => claim(one.attachmentId)));
      const reaping = { tenant: TENANT, receivedBeforeMs: clock.now(), events };
      expect(await attachments.reap(reaping)).toBe(0);
      expect(await attachments.withdraw({ tenant: TENANT, attachmentId: refused.attachmentId })).toBe(false);
      expect(await attachments.countWaiting(waiting)).toBe(0);
      for (const [index, settle] of claims.entries()) await settle(index === 1);
      expect(await attachments.countWaiting(waiting)).toBe(1);
      expect(await attachments.reap(reaping)).toBe(1);
      expect(await hasContent(refused)).toBe(false);
      expect(await hasContent(shared)).toBe(true);
    });

    it('asks the log about what was claimed long ago by messages of which nobody has heard', async () => {
      const waiting = { tenant: TENANT, conversationId: CONVERSATION };
      const [logged, lost] = [await receive('logged'), await receive('lost')];
      for (const { attachmentId } of [logged, lost]) await claim(attachmentId);
      const request = appendRequest({ tenant: TENANT });
      const { attachmentId } = logged;
      const parts = [
        { type: 'attachment', partId: 'p1', attachmentId, name: 'a', contentType: 'text/plain' },
      ];
      const json = JSON.stringify({ seq: 1, type: 'message_queued', payload: { parts } });
      await events.append({ ...request, events: [{ seq: 1, json }] });
      clock.advance(1_000);
      const reaping = { tenant: TENANT, receivedBeforeMs: clock.now(), events };
      expect(await attachments.reap(reaping)).toBe(1);
      expect(await hasContent(lost)).toBe(false);
      expect(await read(logged)).toBe('logged');
      expect(await attachments.withdraw({ tenant: TENANT, attachmentId })).toBe(false);
      expect([await attachments.reap(reaping), await attachments.countWaiting(waiting)]).toEqual([0, 0]);
    });

    it('reaps what no message has carried in time, and nothing else', async () => {
      const given = await put('given by the host');
      const sent = await receive('sent');
      const old = await receive('old');
      expect(await carry(sent)).toBe(true);
      clock.advance(1_000);
      const fresh = await receive('fresh');
      expect(await attachments.reap({ tenant: TENANT, receivedBeforeMs: clock.now(), events })).toBe(1);
      expect(await hasContent(old)).toBe(false);
      expect(await carry(old)).toBe(false);
      for (const record of [given, sent, fresh]) expect(await hasContent(record)).toBe(true);
      expect(await carry(fresh)).toBe(true);
      expect(await carry(fresh)).toBe(true);
      clock.advance(1_000);
      expect(await attachments.reap({ tenant: TENANT, receivedBeforeMs: clock.now(), events })).toBe(0);
    });
  });
}
