/** What is known of a file once the server has it. */
export interface UploadedAttachment {
  readonly attachmentId: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** The document that it is a version of. */
  readonly docId?: string;
}

export interface UploadOptions {
  /** Calls the upload off: it rejects with `Aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** How many bytes of the file are on their way or there. Not every platform tells. */
  readonly onProgress?: ((sentBytes: number) => void) | undefined;
}

/**
 * Brings a file to the server, for a message of this conversation to carry.
 *
 * @throws AgentChatError `PayloadTooLarge`, `UnsupportedMediaType`, `RateLimited`, `ConnectionLost`,
 *   `Aborted`, or what else the server answers
 */
export type UploadAttachment = (
  conversationId: string,
  file: File,
  options?: UploadOptions,
) => Promise<UploadedAttachment>;
