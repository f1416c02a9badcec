/** The ways of files to a server and from it. */
export interface ChatFiles {
  readonly upload: UploadAttachment;
  /**
   * Takes an upload back that no message carries.
   *
   * @throws AgentChatError `UnknownAttachment`; `Forbidden`: a message carries it; `ConnectionLost`
   */
  readonly withdraw: (
    attachmentId: string,
    options?: { readonly signal?: AbortSignal | undefined },
  ) => Promise<void>;
  /**
   * Where the content of a file is, for a few minutes and for whoever has the address: ask for it each
   * time that a person wants the file. What cannot be shown in place has the address by which it is saved.
   *
   * @throws AgentChatError `UnknownAttachment`; `AttachmentHeld`; `ConnectionLost`; `Aborted`
   */
  readonly address: (attachmentId: string, options?: AddressOptions) => Promise<string>;
}

export interface AddressOptions {
  readonly signal?: AbortSignal | undefined;
  /** `download`, the default: to keep it; `view`: to show a picture in place. */
  readonly purpose?: 'download' | 'view' | undefined;
}

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
