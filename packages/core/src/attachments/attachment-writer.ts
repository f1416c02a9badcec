import { AgentChatError, canonicalJson } from '@agent-chat/protocol';
import type { Clock, Ids } from '../ports/environment.js';
import type { AttachmentContents, KeptContent } from './attachment-contents.js';
import type { AttachmentLimits, AttachmentRecord } from './attachment-record.js';
import { type AttachmentShelf, LAST_VERSION, type Upload } from './attachment-shelf.js';
import type { Attachments, PutAttachment } from './attachments.js';
import { checkUpload } from './check-upload.js';
import { oneChunk } from './chunks.js';
import { hashedCopy } from './content-hash.js';

export interface AttachmentWriterOptions {
  readonly shelfOf: (tenant: string) => AttachmentShelf;
  readonly contentsOf: (tenant: string) => AttachmentContents;
  readonly remove: (tenant: string, conversationId: string, upload: Upload) => Promise<void>;
  readonly limits: AttachmentLimits;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
}

/** How attachments come to be. */
export function createAttachmentWriter(
  options: AttachmentWriterOptions,
): Pick<Attachments, 'put' | 'receive' | 'restore'> {
  const { shelfOf, contentsOf, remove, limits, clock, ids } = options;

  /** Whoever loses the race for a number takes the next: each round has one winner. */
  const addVersion = async (
    { tenant, conversationId, name, summary, createdBy, docId = ids.next('document') }: Described,
    contentType: string,
    kept: KeptContent & Pick<AttachmentRecord, 'attachmentId' | 'createdAt'>,
  ): Promise<AttachmentRecord> => {
    const shelf = shelfOf(tenant);
    const { attachmentId, hash, sizeBytes, createdAt } = kept;
    for (;;) {
      const version = ((await shelf.newest(conversationId, docId))?.version ?? 0) + 1;
      if (!isVersion(version)) {
        throw new AgentChatError('InvalidMessage', 'The document has no number left for another version.');
      }
      const record: AttachmentRecord = {
        attachmentId,
        conversationId,
        docId,
        version,
        name,
        contentType,
        sizeBytes,
        hash,
        ...(summary !== undefined && { summary }),
        createdBy,
        createdAt,
      };
      if (!(await shelf.add(record))) continue;
      const upload = await shelf.uploadOf(conversationId, attachmentId);
      if (upload !== null && upload.isReaped !== true) return record;
      throw new AgentChatError('UnknownAttachment', 'The file was removed while it came.');
    }
  };

  const now = (): string => new Date(clock.now()).toISOString();

  return {
    async put(request) {
      const { tenant, conversationId, bytes } = request;
      const contentType = checkUpload({ ...request, sizeBytes: bytes.length }, limits);
      // As it is at the call: the caller may go on to change its bytes.
      const content = new Uint8Array(bytes);
      const attachmentId = ids.next('attachment');
      let begun: Upload = { attachmentId, hash: null };
      try {
        const kept = await contentsOf(tenant).keep({
          attachmentId,
          chunks: oneChunk(content),
          maxBytes: limits.maxBytes,
          begin: (hash) => shelfOf(tenant).begin(conversationId, (begun = { ...begun, hash })),
        });
        return await addVersion(request, contentType, { ...kept, attachmentId, createdAt: now() });
      } catch (error) {
        await leaveNothing(request, begun);
        throw error;
      }
    },

    async receive(request) {
      const { tenant, conversationId, chunks, inspect, maxBytes = limits.maxBytes } = request;
      const contentType = checkUpload({ ...request, sizeBytes: 0 }, limits);
      const shelf = shelfOf(tenant);
      const contents = contentsOf(tenant);
      const attachmentId = ids.next('attachment');
      const waitingSince = now();
      let begun: Upload = { attachmentId, hash: null, waitingSince };
      try {
        const kept = await contents.keep({
          attachmentId,
          chunks,
          maxBytes: Math.min(maxBytes, limits.maxBytes),
          begin: (hash) => shelf.begin(conversationId, (begun = { ...begun, hash })),
        });
        const read = () => contents.open(attachmentId, kept);
        const verdict = (await inspect?.({ attachmentId, ...kept, read })) ?? 'release';
        if (verdict === 'hold') {
          await shelf.change(conversationId, attachmentId, (upload) => ({ ...upload, isHeld: true }));
        }
        return await addVersion(request, contentType, { ...kept, attachmentId, createdAt: waitingSince });
      } catch (error) {
        await leaveNothing(request, begun);
        throw error;
      }
    },

    async restore({ tenant, record, bytes }) {
      const { version } = record;
      if (!isVersion(version)) {
        throw new AgentChatError('InvalidRequest', `No document has a version ${version}.`);
      }
      const { content, hash } = await hashedCopy(bytes);
      if (hash !== record.hash || content.length !== record.sizeBytes) {
        throw new AgentChatError('InvalidRequest', 'The bytes are not those of the attachment.', {
          details: { expected: record.hash, actual: hash },
        });
      }
      const shelf = shelfOf(tenant);
      const { attachmentId, conversationId } = record;
      const present = (await shelf.byId(attachmentId)) ?? (await shelf.version(record));
      if (present !== null && !isSame(present, record)) throw taken();
      let begun: Upload = { attachmentId, hash: null };
      try {
        await contentsOf(tenant).keep({
          attachmentId,
          chunks: oneChunk(content),
          maxBytes: record.sizeBytes,
          begin: (kept) => shelf.begin(conversationId, (begun = { ...begun, hash: kept })),
        });
        if (present !== null || (await shelf.add(record))) return present === null;
        // The same may have come back at the same time.
        const winner = await shelf.version(record);
        if (winner !== null && isSame(winner, record)) return false;
        throw taken();
      } catch (error) {
        if (present === null) await leaveNothing({ tenant, conversationId }, begun);
        throw error;
      }
    },
  };

  /** Also where its conversation was erased meanwhile. What cannot be removed now, `reap` removes. */
  async function leaveNothing(
    { tenant, conversationId }: Pick<Described, 'tenant' | 'conversationId'>,
    begun: Upload,
  ): Promise<void> {
    try {
      await remove(tenant, conversationId, begun);
    } catch {
      // The first fault is the one to tell.
    }
  }
}

type Described = Omit<PutAttachment, 'bytes'>;

function isVersion(version: number): boolean {
  return Number.isSafeInteger(version) && version >= 1 && version <= LAST_VERSION;
}

function isSame(one: AttachmentRecord, other: AttachmentRecord): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function taken(): AgentChatError {
  return new AgentChatError('IdempotencyMismatch', 'Another attachment has this id, or this version.');
}
