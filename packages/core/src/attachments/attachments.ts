import type { BlobStore } from '../ports/blob-store.js';
import type { Clock, Ids } from '../ports/environment.js';
import type { EventStore } from '../ports/event-store.js';
import type { FileStore } from '../ports/file-store.js';
import type { RecordStore } from '../ports/record-store.js';
import type { AttachmentLimits, AttachmentRecord } from './attachment-record.js';

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

/** A file that arrives. */
export interface ReceiveAttachment extends Omit<PutAttachment, 'bytes'> {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What this sender may send; what `limits` say counts besides. */
  readonly maxBytes?: number;
  /**
   * Asked when all of it is kept and nobody can have it yet: `hold` keeps its content from everybody
   * until `release`. When it rejects, nothing stays, and `receive` rejects with the same.
   */
  readonly inspect?: (file: ReceivedFile) => Promise<'release' | 'hold'>;
}

/** A file that is kept and that nobody has yet. */
export interface ReceivedFile {
  readonly attachmentId: string;
  readonly sizeBytes: number;
  /** SHA-256, as 64 lower-case hexadecimal digits. */
  readonly hash: string;
  /** The bytes as they are kept, from the start each time. */
  read(): Promise<AsyncIterable<Uint8Array>>;
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
 * version, or under an attachment's id, never changes.
 *
 * It checks names, types and sizes, and not who may do what, nor that the conversation exists: that
 * is for whoever calls. It rejects with a `Store…` code or `Unavailable` when a store fails.
 */
export interface Attachments {
  /** What holds for everybody. */
  readonly limits: AttachmentLimits;

  /**
   * Durable when it resolves. Of several versions that are put at the same time each gets a number
   * of its own, without a gap. A call that failed half-way has added no version; a retry of one
   * whose answer was lost adds another.
   *
   * @throws AgentChatError
   * - `InvalidMessage`: a name, id, content type or summary is not as described, or the document has no
   *   number left for another version
   * - `UnsupportedMediaType`: the content type is not allowed
   * - `PayloadTooLarge`: more than `maxBytes`
   */
  put(request: PutAttachment): Promise<AttachmentRecord>;

  /**
   * Keeps a file while it arrives. It waits for a message that carries it: one that no message has
   * carried is removed by `reap`. Nothing stays when it rejects, which it does with what `chunks` throws,
   * and else as `put`.
   */
  receive(request: ReceiveAttachment): Promise<AttachmentRecord>;

  /**
   * Puts back what was exported, under its own id and version; its conversation and its limits are
   * not checked. Doing it again changes nothing. Whether it was not there before; when it rejects, it
   * has added nothing.
   *
   * @throws AgentChatError
   * - `InvalidRequest`: the bytes are not those of the record, or its version is none
   * - `IdempotencyMismatch`: another attachment has this id, or this document and version
   */
  restore(request: {
    readonly tenant: string;
    readonly record: AttachmentRecord;
    readonly bytes: Uint8Array;
  }): Promise<boolean>;

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

  /** Whether its content can be had. @throws AgentChatError `UnknownAttachment` */
  isHeld(request: ById): Promise<boolean>;

  /** Lets everybody have what was held. @throws AgentChatError `UnknownAttachment` */
  release(request: ById): Promise<AttachmentRecord>;

  /**
   * The bytes as they come, to be read once.
   *
   * @throws AgentChatError `UnknownAttachment`; `AttachmentHeld`; `StoreDamaged`: the content is lost,
   *   or, instead of its last piece, damaged
   */
  open(
    request: ById,
  ): Promise<{ readonly record: AttachmentRecord; readonly chunks: AsyncIterable<Uint8Array> }>;

  /** All bytes in memory. @throws AgentChatError as `open` */
  content(request: ById): Promise<{ readonly record: AttachmentRecord; readonly bytes: Uint8Array }>;

  /** All versions of all documents, oldest first. */
  list(request: OfConversation): Promise<readonly AttachmentRecord[]>;

  /**
   * The attachments that a message is to carry, in its order. It changes nothing: `claim` them when the
   * message is about to be logged.
   *
   * @throws AgentChatError
   * - `InvalidMessage`: more than `maxFilesPerMessage`
   * - `UnknownAttachment`: one that is not of this conversation
   */
  ofMessage(
    request: OfConversation & { readonly attachmentIds: readonly string[] },
  ): Promise<readonly AttachmentRecord[]>;

  /**
   * Holds the files of a message that is about to be logged: while they wait, nobody removes them. Call
   * the returned function once it is known whether the message was logged: with `true` they do not wait
   * any more, with `false` they wait as before. While it is not called, which is also right where nobody
   * knows, they stay until a later `reap` finds out.
   *
   * @throws AgentChatError `UnknownAttachment`: one that is not of this conversation, or was removed
   * meanwhile; none is held then
   */
  claim(
    request: OfConversation & { readonly attachmentIds: readonly string[] },
  ): Promise<(isLogged: boolean) => Promise<void>>;

  /**
   * Deletes one attachment of the conversation, and its content when no other stands on it. Its
   * version of its document is not there any more, nor its name in the files of the store. Whether there
   * was one. One that was cut off is done to its end by calling it again.
   */
  delete(request: OfConversation & { readonly attachmentId: string }): Promise<boolean>;

  /**
   * Deletes all that was put into the conversation, and each content that no other attachment
   * stands on, also the names in the files of the store. Nothing may be put into the conversation at the
   * same time. One that was cut off is done to its end by calling it again. How many attachments it
   * removed. One that cannot be removed holds up no other: when all were tried it rejects with what the
   * first such failed with, and at once with `Unavailable`.
   */
  deleteConversation(request: OfConversation): Promise<number>;

  /**
   * Removes a file that still waits for a message, as its sender does who changed their mind. Whether it
   * did: one that a message carries, or has carried, stays, and so does one that is claimed for one.
   */
  withdraw(request: ById): Promise<boolean>;

  /** How many files of the conversation wait for a message, and are not claimed for one. */
  countWaiting(request: OfConversation): Promise<number>;

  /**
   * Removes what was received before then and what no message has carried, also what a process has left
   * that died over it. How many it removed. Any number of nodes may do it at the same time; of a
   * message and a `reap` that race for a file one gets it. Where nobody has said since then whether a
   * message that claimed it was logged, `events` says. It rejects as `deleteConversation`.
   */
  reap(request: {
    readonly tenant: string;
    readonly receivedBeforeMs: number;
    readonly events: Pick<EventStore, 'read'>;
  }): Promise<number>;
}

/** What an orchestrator does with them. */
export type OrchestratorAttachments = Pick<
  Attachments,
  'ofMessage' | 'claim' | 'delete' | 'deleteConversation' | 'get' | 'open'
>;

/** Where the bytes are: in files of their own, or once for each content. */
export type AttachmentBytes =
  | { readonly files: FileStore; readonly blobs?: undefined }
  /** Holds a file in memory while it is put or read. */
  | { readonly blobs: BlobStore; readonly files?: undefined };

export type AttachmentsOptions = AttachmentBytes & {
  /** Its collections `attachment_…` are used. */
  readonly records: RecordStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  /** What is left out has its default. */
  readonly limits?: Partial<AttachmentLimits>;
};
