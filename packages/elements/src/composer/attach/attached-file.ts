import type { UploadedAttachment } from '@agent-chat/client';
import type { AttachmentPart, ErrorBody } from '@agent-chat/protocol';

/** A file on its way into a message. */
export interface AttachedFile {
  readonly id: number;
  readonly name: string;
  /** `null`: it was in a message that came back, and is with the server already. */
  readonly file: File | null;
  /** `waiting` for a client, under way, with the server, or not taken by it. */
  readonly status: 'waiting' | 'uploading' | 'done' | 'failed';
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly error: ErrorBody | null;
  readonly uploaded: UploadedAttachment | null;
}

export function newFile(id: number, file: File): AttachedFile {
  const { name, size: sizeBytes } = file;
  return { id, name, file, status: 'waiting', sizeBytes, sentBytes: 0, error: null, uploaded: null };
}

/** The file of a message that came back from being sent. */
export function fileOfPart(id: number, part: AttachmentPart): AttachedFile {
  const { attachmentId, name, contentType, sizeBytes = 0, docId } = part;
  const uploaded = { attachmentId, name, contentType, sizeBytes, ...(docId !== undefined && { docId }) };
  return { id, name, file: null, status: 'done', sizeBytes, sentBytes: sizeBytes, error: null, uploaded };
}

/** The part of a message that carries the file; none while the server does not have it. */
export function partOf({ id, uploaded }: AttachedFile): AttachmentPart | null {
  return uploaded === null ? null : { type: 'attachment', partId: `file-${id}`, ...uploaded };
}
