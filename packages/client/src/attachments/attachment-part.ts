import type { AttachmentPart } from '@agent-chat/protocol';
import type { UploadedAttachment } from './upload.js';

/**
 * The part by which a message carries a file that was uploaded.
 * @param partId one for each part of a message. Default: the id of the file
 */
export function attachmentPart(
  uploaded: UploadedAttachment,
  partId: string = uploaded.attachmentId,
): AttachmentPart {
  return { type: 'attachment', partId, ...uploaded };
}
