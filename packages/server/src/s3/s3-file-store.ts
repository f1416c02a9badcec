import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type FileStore, isFileName } from '@agent-chat/core';
import { AgentChatError, textHash } from '@agent-chat/protocol';
import { byteStream } from '../files/byte-stream.js';

export interface S3FileStoreOptions {
  /** Of `@aws-sdk/client-s3`, with your region, credentials and, for others than AWS, `endpoint`. */
  readonly client: S3Client;
  readonly bucket: string;
  /** What every key begins with. Default `files/`. */
  readonly prefix?: string;
}

const PART_BYTES = 5 * 1024 * 1024;
/** Of one file: what is in memory is at most so many parts. */
const PARTS_AT_ONCE = 2;

/**
 * Keeps files in a bucket of S3, or of whatever speaks its protocol. A file of more than 5 MiB is sent
 * in parts while it arrives; when it breaks off, its parts are removed. Let the bucket be private, and
 * remove unfinished multipart uploads after a day by a rule of it: a process that dies leaves them.
 *
 * @throws AgentChatError from its methods: `Unavailable` when the bucket does not answer as it should
 */
export function createS3FileStore(options: S3FileStoreOptions): FileStore {
  const { client, bucket: Bucket, prefix = 'files/' } = options;
  const placeOf = (tenant: string, name: string) => ({
    Bucket,
    Key: `${prefix}${textHash(tenant).slice(0, 32)}/${name}`,
  });

  return {
    async write(tenant, name, chunks) {
      if (!isFileName(name)) throw new AgentChatError('InvalidRequest', 'This is no name of a file.');
      const source = watched(chunks);
      const upload = new Upload({
        client,
        params: {
          ...placeOf(tenant, name),
          Body: byteStream(source.chunks),
          ContentType: 'application/octet-stream',
        },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      });
      try {
        await upload.done();
      } catch (cause) {
        const own = source.failure();
        throw own === null ? unavailable(cause) : own.error;
      }
    },

    async read(tenant, name) {
      if (!isFileName(name)) return null;
      const place = placeOf(tenant, name);
      try {
        const { ContentLength = 0 } = await client.send(new HeadObjectCommand(place));
        return { sizeBytes: ContentLength, chunks: chunksOf(client, place) };
      } catch (cause) {
        if (isAbsent(cause)) return null;
        throw unavailable(cause);
      }
    },

    async delete(tenant, name) {
      if (!isFileName(name)) return false;
      try {
        await client.send(new DeleteObjectCommand(placeOf(tenant, name)));
        return true;
      } catch (cause) {
        if (isAbsent(cause)) return false;
        throw unavailable(cause);
      }
    },
  };
}

/** What of an answer is used, in the types of the platform. */
interface StreamedAnswer {
  readonly Body?: { transformToWebStream(): ReadableStream<Uint8Array> };
}

async function* chunksOf(
  client: S3Client,
  place: { readonly Bucket: string; readonly Key: string },
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const answer = (await client.send(new GetObjectCommand(place))) as StreamedAnswer;
    if (answer.Body !== undefined) yield* answer.Body.transformToWebStream();
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** Remembers what the source threw: the sender's fault is none of the bucket. */
function watched(chunks: AsyncIterable<Uint8Array>): {
  readonly chunks: AsyncIterable<Uint8Array>;
  failure(): { readonly error: unknown } | null;
} {
  let failure: { readonly error: unknown } | null = null;
  async function* pass(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of chunks) {
        // A copy: it waits for the rest of its part, while the sender uses its buffer again.
        if (chunk.length > 0) yield chunk.slice();
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  return { chunks: pass(), failure: () => failure };
}

function isAbsent(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 404;
}

function unavailable(cause: unknown): AgentChatError {
  return new AgentChatError('Unavailable', 'The store of the files does not answer.', { cause });
}
