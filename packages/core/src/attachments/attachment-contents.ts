import { AgentChatError } from '@agent-chat/protocol';
import type { BlobStore } from '../ports/blob-store.js';
import type { FileStore } from '../ports/file-store.js';
import type { AttachmentRecord } from './attachment-record.js';
import type { AttachmentShelf, Upload } from './attachment-shelf.js';
import { joinChunks, measured, oneChunk, soundChunks } from './chunks.js';
import { hashedCopy } from './content-hash.js';

export interface KeptContent {
  readonly hash: string;
  readonly sizeBytes: number;
}

export interface KeepRequest {
  readonly attachmentId: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  /** Called before anything is kept, so that a crash leaves nothing that cannot be found. */
  readonly begin: (hash: string | null) => Promise<void>;
}

/** Where the bytes of one tenant's attachments are. */
export interface AttachmentContents {
  keep(request: KeepRequest): Promise<KeptContent>;
  /** @throws AgentChatError `StoreDamaged`, at once or while it is read */
  open(attachmentId: string, kept: KeptContent): Promise<AsyncIterable<Uint8Array>>;
  /** After the records of the upload are gone. */
  remove(upload: Upload): Promise<void>;
}

/** Each file under the random id of its attachment, written while it arrives. */
export function contentsInFiles(files: FileStore, tenant: string): AttachmentContents {
  return {
    async keep({ attachmentId, chunks, maxBytes, begin }) {
      await begin(null);
      const passing = measured(chunks, maxBytes);
      await files.write(tenant, attachmentId, passing.chunks);
      return passing.seen();
    },
    async open(attachmentId, kept) {
      const file = await files.read(tenant, attachmentId);
      if (file === null) throw lost(kept);
      return soundChunks(file.chunks, kept);
    },
    async remove({ attachmentId }) {
      await files.delete(tenant, attachmentId);
    },
  };
}

/** By the hash of the content, equal ones once. A file is in memory while it is put and read. */
export function contentsInBlobs(
  blobs: BlobStore,
  tenant: string,
  shelf: AttachmentShelf,
): AttachmentContents {
  return {
    async keep({ chunks, maxBytes, begin }) {
      const { content, hash } = await hashedCopy(await joinChunks(measured(chunks, maxBytes).chunks));
      await begin(hash);
      await blobs.put(tenant, content);
      return { hash, sizeBytes: content.length };
    },
    async open(_attachmentId, kept) {
      const bytes = await blobs.get(tenant, kept.hash);
      if (bytes === null) throw lost(kept);
      return oneChunk(bytes);
    },
    /** The content comes back when somebody began to use it while it went. */
    async remove({ hash }) {
      if (hash === null || (await shelf.isUsed(hash))) return;
      const content = await blobs.get(tenant, hash);
      await blobs.delete(tenant, hash);
      if (content !== null && (await shelf.isUsed(hash))) await blobs.put(tenant, content);
    },
  };
}

function lost({ hash }: KeptContent): AgentChatError {
  return new AgentChatError('StoreDamaged', 'The content of a stored file is lost.', { details: { hash } });
}

export function hashAndSize({ hash, sizeBytes }: AttachmentRecord): KeptContent {
  return { hash, sizeBytes };
}
