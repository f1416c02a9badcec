import type { Attachments } from '@agent-chat/core';
import type { FileScanner } from './file-scanner.js';

/** How many files somebody may upload in a while. */
export interface UploadLimit {
  /** An integer from 1 to 10,000. */
  readonly files: number;
  /** An integer from 1 to 86,400. */
  readonly windowSeconds: number;
}

/** The files of conversations. */
export interface FileOptions {
  /**
   * The orchestrator's. Its limits hold for everybody; an interface allows its visitors at most as much.
   */
  readonly attachments: Attachments;
  /** Looks at each file before anybody can have it. Default: each is released at once. */
  readonly scanner?: FileScanner;
  /** How long an address of content is good. At most 3,600,000. Default 300,000: five minutes. */
  readonly urlTtlMs?: number;
  /**
   * Signs the addresses: at least 32 characters, the same on every node. Default: one that is made once
   * and kept in `records`.
   */
  readonly secret?: string;
  /** Of one visitor's session or one member; `null`: as many as they like. Default: 60 in 10 minutes. */
  readonly uploadLimit?: UploadLimit | null;
  /** How many files of one conversation may wait for a message. Default 20. */
  readonly maxWaitingFiles?: number;
  /** When a file that no message has carried is removed. At least 600,000. Default 86,400,000: a day. */
  readonly reapAfterMs?: number;
}
