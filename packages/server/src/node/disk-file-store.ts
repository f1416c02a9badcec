import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type FileStore, isFileName } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';

const READ_BYTES = 64 * 1024;
/** What is still written so late was left by a process that died. */
const STALE_MS = 86_400_000;

/**
 * Keeps files in a folder of this machine, for this user alone. Each is written beside its place,
 * flushed to the disk and then put there, so that it is whole or absent. Its name on the disk is random
 * and never a person's, and tenants have folders that are named by a hash.
 *
 * @param options.folder made when the first file is written; of several nodes one that they share
 * @throws AgentChatError from its methods: `StoreUnwritable` when the folder cannot be written,
 *   `Unavailable` when it cannot be read
 */
export function createDiskFileStore(options: { readonly folder: string }): FileStore {
  const folder = resolve(options.folder);
  const incoming = join(folder, 'incoming');
  let prepared: Promise<void> | null = null;

  /** By a hash: a tenant may be called anything, and two that differ in case are two. */
  const pathOf = (tenant: string, name: string): string => {
    const place = createHash('sha256').update(tenant).digest('hex').slice(0, 32);
    return join(folder, place, name.slice(-2), name);
  };

  const prepare = async (): Promise<void> => {
    await mkdir(incoming, { recursive: true, mode: 0o700 });
    for (const left of await readdir(incoming)) {
      const path = join(incoming, left);
      const found = await stat(path).catch(absent);
      if (found !== null && found.mtimeMs < Date.now() - STALE_MS) await rm(path, { force: true });
    }
  };

  return {
    async write(tenant, name, chunks) {
      if (!isFileName(name)) throw new AgentChatError('InvalidRequest', 'This is no name of a file.');
      prepared ??= prepare();
      await prepared.catch((cause: unknown) => {
        prepared = null;
        throw unwritable(cause);
      });
      const beside = join(incoming, randomUUID());
      const path = pathOf(tenant, name);
      try {
        await writeWhole(beside, chunks);
        await onDisk(async () => {
          await mkdir(dirname(path), { recursive: true, mode: 0o700 });
          await rename(beside, path);
          await flushFolder(dirname(path));
        });
      } catch (error) {
        // It is swept away later otherwise; the first fault is the one to tell.
        await rm(beside, { force: true }).catch(() => undefined);
        throw error;
      }
    },

    async read(tenant, name) {
      if (!isFileName(name)) return null;
      const path = pathOf(tenant, name);
      const found = await stat(path).catch(absent);
      return found === null ? null : { sizeBytes: found.size, chunks: chunksOf(path) };
    },

    async delete(tenant, name) {
      if (!isFileName(name)) return false;
      try {
        await rm(pathOf(tenant, name));
        return true;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return false;
        throw unwritable(error);
      }
    },
  };
}

/** A fault of `chunks` is told as it is; one of the disk as one of the store. */
async function writeWhole(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await onDisk(() => open(path, 'wx', 0o600));
  try {
    for await (const chunk of chunks) await onDisk(() => writeAll(file, chunk));
    await onDisk(() => file.sync());
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    offset += (await file.write(chunk, offset)).bytesWritten;
  }
}

/** So that the name survives a loss of power, where the system can. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    for (;;) {
      const buffer = new Uint8Array(READ_BYTES);
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES).catch((cause: unknown) => {
        throw unreadable(cause);
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw unwritable(cause);
  }
}

function absent(error: unknown): null {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
  throw unreadable(error);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function unwritable(cause: unknown): AgentChatError {
  const code = codeOf(cause);
  return new AgentChatError('StoreUnwritable', 'The folder of the files cannot be written.', {
    details: { code },
    cause,
  });
}

function unreadable(cause: unknown): AgentChatError {
  return new AgentChatError('Unavailable', 'The folder of the files cannot be read.', { cause });
}
