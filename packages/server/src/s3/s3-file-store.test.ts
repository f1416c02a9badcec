import { S3Client } from '@aws-sdk/client-s3';
import { fileStoreConformance } from '@agent-chat/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3Server } from '../test-support/s3-server.js';
import { createS3FileStore } from './s3-file-store.js';

let s3: S3Server;
let client: S3Client;
beforeAll(async () => {
  s3 = await startS3Server();
  client = new S3Client({
    endpoint: s3.url,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
});
afterAll(async () => {
  client.destroy();
  await s3.close();
});

let buckets = 0;
const newBucket = () => `bucket-${(buckets += 1)}`;
const inBucket = (bucket: string) => [...s3.objects.keys()].filter((key) => key.startsWith(`${bucket}/`));

async function* bytes(sizeBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = sizeBytes; left > 0; left -= 65_536) yield new Uint8Array(Math.min(left, 65_536)).fill(7);
}

fileStoreConformance({
  name: 'S3',
  tellsDeleted: false,
  async open() {
    const bucket = newBucket();
    return {
      store: createS3FileStore({ client, bucket }),
      count: async () => inBucket(bucket).length + s3.unfinished(),
      close: async () => undefined,
    };
  },
});

describe('files in a bucket', () => {
  it('are sent in parts while they arrive, under a key that names neither a tenant nor a person', async () => {
    const bucket = newBucket();
    const store = createS3FileStore({ client, bucket, prefix: 'chat/' });
    const from = s3.requests.length;
    await store.write('Some tenant', 'a1', bytes(11 * 1024 * 1024));
    const verbs = s3.requests.slice(from).map((line) => line.split(' ')[0]);
    expect(verbs.toSorted()).toEqual(['POST', 'POST', 'PUT', 'PUT', 'PUT']);
    expect(inBucket(bucket)).toEqual([expect.stringMatching(/^bucket-\d+\/chat\/[0-9a-f]{32}\/a1$/)]);
    expect(s3.objects.get(inBucket(bucket)[0] ?? '')?.length).toBe(11 * 1024 * 1024);
  });

  it('say so when the bucket does not answer as it should', async () => {
    const store = createS3FileStore({ client, bucket: newBucket() });
    s3.fail(true);
    try {
      for (const call of [
        () => store.write('tenant', 'a1', bytes(10)),
        () => store.read('tenant', 'a1'),
        () => store.delete('tenant', 'a1'),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'Unavailable', retryable: true });
      }
    } finally {
      s3.fail(false);
    }
  });
});
