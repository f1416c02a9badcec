/** What is known of a stored file: one version of one document. It never changes. */
export interface AttachmentRecord {
  readonly attachmentId: string;
  readonly conversationId: string;
  /** Names the document within its conversation; its versions are 1, 2, 3 … */
  readonly docId: string;
  readonly version: number;
  readonly name: string;
  /** As it was given, in lower case but for parameters: what the file claims to be. */
  readonly contentType: string;
  readonly sizeBytes: number;
  /** The SHA-256 of the content, as 64 lower-case hexadecimal digits. */
  readonly hash: string;
  readonly summary?: string;
  /** A participant's id. */
  readonly createdBy: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly createdAt: string;
}

export interface AttachmentLimits {
  /** Of one file. Default 10 MiB. */
  readonly maxBytes: number;
  /** Such as `application/pdf` or `image/*`. Default: PDF, images and text. */
  readonly allowedTypes: readonly string[];
  /** Default 3. */
  readonly maxFilesPerMessage: number;
}

export const DEFAULT_ATTACHMENT_LIMITS: AttachmentLimits = {
  maxBytes: 10 * 1024 * 1024,
  allowedTypes: ['application/pdf', 'image/*', 'text/*'],
  maxFilesPerMessage: 3,
};
