import { AgentChatError, canonicalJson } from '@agent-chat/protocol';
import type { BlobStore } from '../ports/blob-store.js';
import type { Clock, Ids } from '../ports/environment.js';
import type { RecordStore } from '../ports/record-store.js';
import {
  type AttachmentLimits,
  type AttachmentRecord,
  DEFAULT_ATTACHMENT_LIMITS,
} from './attachment-record.js';
import { AttachmentShelf } from './attachment-shelf.js';
import { checkUpload } from './check-upload.js';
import { hashedCopy } from './content-hash.js';

export interface PutAttachment {
  readonly tenant: string;
  readonly conversationId: string;
  /** For people: 1 to 255 characters without path separators and control characters. */
  readonly name: string;
  /** A media type, such as `text/plain; charset=utf-8`. It is believed: nothing looks into the bytes. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Of the conversation's document that this is the next version of. Default: a new document. */
  readonly docId?: string;
  /** At most 2,000 characters. */
  readonly summary?: string;
  /** The id of the participant who gives it. */
  readonly createdBy: string;
}

interface ById {
  readonly tenant: string;
  readonly attachmentId: string;
}

interface OfConversation {
  readonly tenant: string;
  readonly conversationId: string;
}

/**
 * Files of conversations. Each is one version of a document; what stands under a document's id and
 * version, or under an attachment's id, never changes. Equal contents of a tenant are stored once.
 *
 * It checks names, types and sizes, and not who may do what, nor that the conversation exists: that
 * is for whoever calls. It rejects with a `Store…` code or `Unavailable` when a store fails.
 */
export interface Attachments {
  /**
   * Durable when it resolves. Of several versions that are put at the same time each gets a number
   * of its own, without a gap. A call that failed half-way has added no version; a retry of one
   * whose answer was lost adds another.
   *
   * @throws AgentChatError
   * - `InvalidMessage`: a name, id, content type or summary is not as described
   * - `UnsupportedMediaType`: the content type is not allowed
   * - `PayloadTooLarge`: more than `maxBytes`
   */
  put(request: PutAttachment): Promise<AttachmentRecord>;

  /**
   * Puts back what was exported, under its own id and version; its conversation and its limits are
   * not checked. Doing it again changes nothing.
   *
   * @throws AgentChatError
   * - `InvalidRequest`: the bytes are not those of the record
   * - `IdempotencyMismatch`: another attachment has this id, or this document and version
   */
  restore(request: {
    readonly tenant: string;
    readonly record: AttachmentRecord;
    readonly bytes: Uint8Array;
  }): Promise<void>;

  /** @throws AgentChatError `UnknownAttachment` */
  get(request: ById): Promise<AttachmentRecord>;

  /**
   * A version of a document; the newest where none is named.
   *
   * @throws AgentChatError `UnknownAttachment`
   */
  getByDocId(
    request: OfConversation & { readonly docId: string; readonly version?: number },
  ): Promise<AttachmentRecord>;

  /** @throws AgentChatError `UnknownAttachment`; `StoreDamaged`: the content is lost or damaged */
  content(request: ById): Promise<{ readonly record: AttachmentRecord; readonly bytes: Uint8Array }>;

  /** All versions of all documents, oldest first. */
  list(request: OfConversation): Promise<readonly AttachmentRecord[]>;

  /**
   * The attachments that a message is to carry, in its order.
   *
   * @throws AgentChatError
   * - `InvalidMessage`: more than `maxFilesPerMessage`
   * - `UnknownAttachment`: one that is not of this conversation
   */
  ofMessage(
    request: OfConversation & { readonly attachmentIds: readonly string[] },
  ): Promise<readonly AttachmentRecord[]>;

  /**
   * Deletes one attachment of the conversation, and its content when no other stands on it. Its
   * version of its document is not there any more. Whether there was one. One that was cut off is done
   * to its end by calling it again.
   */
  delete(request: OfConversation & { readonly attachmentId: string }): Promise<boolean>;

  /**
   * Deletes all that was put into the conversation, and each content that no other attachment
   * stands on. Nothing may be put into the conversation at the same time. One that was cut off is
   * done to its end by calling it again. How many attachments it removed.
   */
  deleteConversation(request: OfConversation): Promise<number>;
}

export interface AttachmentsOptions {
  readonly blobs: BlobStore;
  /** Its collections `attachment_…` are used. */
  readonly records: RecordStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  /** What is left out has its default. */
  readonly limits?: Partial<AttachmentLimits>;
}

export function createAttachments(options: AttachmentsOptions): Attachments {
  const { blobs, records, clock, ids } = options;
  const limits = { ...DEFAULT_ATTACHMENT_LIMITS, ...options.limits };
  const shelfOf = (tenant: string) => new AttachmentShelf(records, tenant);

  const get = async ({ tenant, attachmentId }: ById): Promise<AttachmentRecord> =>
    (await shelfOf(tenant).byId(attachmentId)) ?? unknown();

  return {
    get,

    async put(request) {
      const { tenant, conversationId, name, bytes, summary, createdBy } = request;
      const contentType = checkUpload({ ...request, sizeBytes: bytes.length }, limits);
      const { content, hash } = await hashedCopy(bytes);
      const shelf = shelfOf(tenant);
      const attachmentId = ids.next('attachment');
      const docId = request.docId ?? ids.next('document');
      await shelf.begin(conversationId, { attachmentId, hash });
      await blobs.put(tenant, content);
      for (;;) {
        const newest = await shelf.newest(conversationId, docId);
        const record: AttachmentRecord = {
          attachmentId,
          conversationId,
          docId,
          version: (newest?.version ?? 0) + 1,
          name,
          contentType,
          sizeBytes: content.length,
          hash,
          ...(summary !== undefined && { summary }),
          createdBy,
          createdAt: new Date(clock.now()).toISOString(),
        };
        // Whoever loses the race for a number takes the next: each round has one winner.
        if (await shelf.add(record)) return record;
      }
    },

    async restore({ tenant, record, bytes }) {
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
      await shelf.begin(conversationId, { attachmentId, hash });
      await blobs.put(tenant, content);
      if (present === null && !(await shelf.add(record))) throw taken();
    },

    async getByDocId({ tenant, conversationId, docId, version }) {
      const shelf = shelfOf(tenant);
      const found =
        version === undefined
          ? await shelf.newest(conversationId, docId)
          : await shelf.version({ conversationId, docId, version });
      return found ?? unknown();
    },

    async content(request) {
      const record = await get(request);
      const bytes = await blobs.get(request.tenant, record.hash);
      if (bytes === null) {
        const { hash } = record;
        throw new AgentChatError('StoreDamaged', 'The content of a stored file is lost.', {
          details: { hash },
        });
      }
      return { record, bytes };
    },

    async list({ tenant, conversationId }) {
      return (await shelfOf(tenant).allOf(conversationId)).toSorted(
        (a, b) =>
          compare(a.createdAt, b.createdAt) || compare(a.docId, b.docId) || compare(a.version, b.version),
      );
    },

    async ofMessage({ tenant, conversationId, attachmentIds }) {
      const { maxFilesPerMessage } = limits;
      if (attachmentIds.length > maxFilesPerMessage) {
        throw new AgentChatError('InvalidMessage', `A message carries at most ${maxFilesPerMessage} files.`, {
          details: { maxFilesPerMessage },
        });
      }
      const found = await Promise.all(attachmentIds.map((attachmentId) => get({ tenant, attachmentId })));
      return found.every((record) => record.conversationId === conversationId) ? found : unknown();
    },

    async delete({ tenant, conversationId, attachmentId }) {
      const shelf = shelfOf(tenant);
      const upload = await shelf.uploadOf(conversationId, attachmentId);
      if (upload === null) return false;
      await shelf.remove(upload);
      await deleteUnused(shelf, tenant, upload.hash);
      await shelf.end(conversationId, upload);
      return true;
    },

    async deleteConversation({ tenant, conversationId }) {
      const shelf = shelfOf(tenant);
      let removed = 0;
      for (;;) {
        const uploads = await shelf.uploadsOf(conversationId);
        if (uploads.length === 0) return removed;
        for (const upload of uploads) {
          await shelf.remove(upload);
          await deleteUnused(shelf, tenant, upload.hash);
          await shelf.end(conversationId, upload);
          removed += 1;
        }
      }
    },
  };

  /** The content comes back when somebody began to use it while it went. */
  async function deleteUnused(shelf: AttachmentShelf, tenant: string, hash: string): Promise<void> {
    if (await shelf.isUsed(hash)) return;
    const content = await blobs.get(tenant, hash);
    await blobs.delete(tenant, hash);
    if (content !== null && (await shelf.isUsed(hash))) await blobs.put(tenant, content);
  }
}

function isSame(one: AttachmentRecord, other: AttachmentRecord): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

function taken(): AgentChatError {
  return new AgentChatError('IdempotencyMismatch', 'Another attachment has this id, or this version.');
}

function unknown(): never {
  throw new AgentChatError('UnknownAttachment', 'There is no such attachment.');
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
