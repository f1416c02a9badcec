import type { ReceivedFile } from '@agent-chat/core';

/** A file that is kept and that nobody has yet. */
export interface ScannedFile extends ReceivedFile {
  readonly tenant: string;
  readonly conversationId: string;
  readonly name: string;
  /** What its bytes say that it is. */
  readonly contentType: string;
  /** The participant who sends it. */
  readonly createdBy: string;
}

export type ScanVerdict =
  | { readonly verdict: 'release' }
  /** It may be sent, and its content is for nobody until it is released. */
  | { readonly verdict: 'hold' }
  /** Nothing of it stays. `reason` is shown to its sender. */
  | { readonly verdict: 'refuse'; readonly reason?: string };

/**
 * Looks at files before anybody can have them: for viruses, say. It may take as long as its sender
 * waits; what takes longer is held, and released by `POST /api/attachments/{attachmentId}/release` or
 * `attachments.release`. When it rejects, the file is not taken.
 */
export interface FileScanner {
  scan(file: ScannedFile, options: { readonly signal: AbortSignal }): Promise<ScanVerdict>;
}
