import { join } from 'node:path';
import {
  type Attachments,
  createAttachments,
  type RecordStore,
  randomIds,
  systemClock,
} from '@agent-chat/core';
import { createDiskFileStore } from '@agent-chat/server/node';

/** What any interface may allow at most: each says for itself what its visitors may. */
const LIMITS = { maxBytes: 100 * 1024 * 1024, maxFilesPerMessage: 20, allowedTypes: ['*/*'] };

/** The files of conversations: what is known of them in the database, their bytes in a folder beside it. */
export function attachmentsIn(dataFolder: string, records: RecordStore): Attachments {
  const files = createDiskFileStore({ folder: join(dataFolder, 'files') });
  return createAttachments({ files, records, clock: systemClock(), ids: randomIds(), limits: LIMITS });
}
