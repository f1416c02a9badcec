import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttachmentLimits,
  type Attachments,
  createAttachments,
  createMemoryRecordStore,
  randomIds,
} from '@agent-chat/core';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import type { JsonValue } from '@agent-chat/protocol';
import { onTestFinished } from 'vitest';
import type { AttachmentInfo } from '../files/attachment-info.js';
import type { FileOptions } from '../files/file-options.js';
import { createDiskFileStore } from '../node/disk-file-store.js';
import { type Session, startTestServer, type TestServer, type TestServerOptions } from './test-server.js';

export interface FileServer extends TestServer {
  readonly attachments: Attachments;
  readonly time: ManualClock;
  /** Where the files are. */
  readonly folder: string;
  /** The names of what is on the disk, half-written files included. */
  onDisk(): Promise<string[]>;
  upload(session: Session, file: GivenFile): Promise<Response>;
  /** What the server says of an upload that succeeds. */
  uploaded(session: Session, file: GivenFile): Promise<AttachmentInfo>;
  sendFiles(session: Session, ...attachmentIds: string[]): Promise<Response>;
}

export interface GivenFile {
  readonly name?: string;
  readonly type?: string;
  readonly body: Uint8Array | string | ReadableStream<Uint8Array>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const UPLOADS = { maxFiles: 2, maxFileSizeMb: 1, allowedFileTypes: ['application/pdf', 'image/*', 'text/*'] };

/** A server on a real port with files in a folder of this disk, gone when the test ends. */
export async function startFileServer(
  options: Omit<TestServerOptions, 'files' | 'time'> & {
    readonly files?: Partial<FileOptions>;
    readonly attachmentLimits?: Partial<AttachmentLimits>;
  } = {},
): Promise<FileServer> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-chat-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { attachmentLimits, files, ...rest } = options;
  const time = createManualClock();
  const records = createMemoryRecordStore();
  const attachments = createAttachments({
    files: createDiskFileStore({ folder }),
    records,
    clock: time,
    ids: randomIds(),
    ...(attachmentLimits && { limits: attachmentLimits }),
  });
  const server = await startTestServer({
    attachments,
    time,
    ...rest,
    store: { ...rest.store, records },
    files: { attachments, ...files },
    demo: { uploads: UPLOADS, rateLimitMessages: 1_000, ...rest.demo },
  });
  const upload: FileServer['upload'] = (session, { name = 'a.txt', type, body, query, headers }) =>
    fetch(
      `${server.url}/api/conversations/${session.conversationId}/attachments?${new URLSearchParams({ name, ...query })}`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${session.sessionToken}`,
          'content-type': type ?? 'text/plain',
          ...headers,
        },
        body,
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      } as RequestInit,
    );
  return {
    ...server,
    attachments,
    time,
    folder,
    upload,
    async onDisk() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    async uploaded(session, file) {
      const response = await upload(session, file);
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(JSON.stringify(answer));
      return answer as AttachmentInfo;
    },
    sendFiles: ({ conversationId, sessionToken }, ...attachmentIds) =>
      server.call('POST', `/api/conversations/${conversationId}/messages`, {
        token: sessionToken,
        body: {
          clientRequestId: crypto.randomUUID(),
          parts: attachmentIds.map((attachmentId, index) => ({
            type: 'attachment',
            partId: `p${index}`,
            attachmentId,
            name: 'a lie',
            contentType: 'application/x-lie',
          })),
        },
      }),
  };
}

/** Our own, copied from where they are kept: file names and uploads that want to do harm. */
export function corpus(name: 'hostile-filenames' | 'hostile-uploads'): JsonValue {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'corpora', `${name}.json`), 'utf8')) as JsonValue;
}
