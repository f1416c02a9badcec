import type {
  AttachmentRecord,
  Attachments,
  Clock,
  EventStore,
  Orchestrator,
  RateLimits,
  RecordStore,
} from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { createKeyedHash } from '../sessions/keyed-hash.js';
import type { InterfaceDirectory } from '../sessions/interfaces.js';
import type { StoredSession } from '../sessions/stored-session.js';
import { createFileAccess, type FileAccess } from './file-access.js';
import { type AttachmentInfo, createAttachmentInfo } from './attachment-info.js';
import type { FileOptions } from './file-options.js';
import { createFileUpkeep, type FileUpkeep } from './file-upkeep.js';
import { createUploads, type Uploads } from './receive-upload.js';
import { createSignedUrls, type SignedUrls } from './signed-urls.js';

/** Everything about the files of conversations, put together. */
export interface ServerFiles {
  readonly attachments: Attachments;
  readonly access: FileAccess;
  readonly uploads: Uploads;
  readonly signedUrls: SignedUrls;
  readonly infoOf: (tenant: string, record: AttachmentRecord) => Promise<AttachmentInfo>;
  readonly upkeep: FileUpkeep;
}

export interface ServerFilesContext {
  readonly orchestrator: Orchestrator;
  readonly events: EventStore;
  readonly records: RecordStore;
  readonly interfaces: InterfaceDirectory;
  readonly rateLimits: RateLimits;
  readonly touch: (session: StoredSession) => Promise<unknown>;
  readonly tenant: string;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const URL_TTL_MS = 300_000;
const LONGEST_URL_TTL_MS = 3_600_000;
const UPLOAD_LIMIT = { files: 60, windowSeconds: 600 };
const MAX_WAITING = 20;
const REAP_AFTER_MS = 86_400_000;
const SOONEST_REAP_MS = 600_000;
const SHORTEST_SECRET = 32;

/** @throws AgentChatError `InvalidConfiguration` */
export function createServerFiles(
  { attachments, scanner, ...options }: FileOptions,
  context: ServerFilesContext,
): ServerFiles {
  const { urlTtlMs = URL_TTL_MS, reapAfterMs = REAP_AFTER_MS, secret } = options;
  const { uploadLimit = UPLOAD_LIMIT, maxWaitingFiles = MAX_WAITING } = options;
  const { orchestrator, events, records, interfaces, rateLimits, touch, tenant, clock, onError } = context;
  require(urlTtlMs > 0 && urlTtlMs <= LONGEST_URL_TTL_MS, 'urlTtlMs must be 1 to 3,600,000.');
  require(reapAfterMs >= SOONEST_REAP_MS, 'reapAfterMs must be at least 600,000.');
  require(secret === undefined || secret.length >= SHORTEST_SECRET, 'secret must have 32 characters.');

  const now = (): number => clock.now();
  const keyedHash = createKeyedHash(records, tenant, secret, 'files');
  const signedUrls = createSignedUrls({ keyedHash, ttlMs: urlTtlMs, now });
  const access = createFileAccess(orchestrator, attachments);
  const upkeep = createFileUpkeep({ attachments, events, records, reapAfterMs, now, clock, onError });
  return {
    attachments,
    access,
    signedUrls,
    upkeep,
    infoOf: createAttachmentInfo(attachments, signedUrls),
    uploads: createUploads({
      attachments,
      access,
      interfaces,
      scanner,
      rateLimits,
      uploadLimit,
      maxWaitingFiles,
      touch,
      onTenant: upkeep.noteTenant,
    }),
  };
}

function require(isRight: boolean, what: string): void {
  if (!isRight) throw new AgentChatError('InvalidConfiguration', `Of the files, ${what}`);
}
