import { hashedCopy } from '../attachments/content-hash.js';
import type { BlobStore } from '../ports/blob-store.js';

/** The blob store for tests, demos and browsers: its blobs end with the process. */
export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(tenant, bytes) {
      const { content, hash } = await hashedCopy(bytes);
      const name = blobName(tenant, hash);
      if (!blobs.has(name)) blobs.set(name, content);
      return { hash, sizeBytes: content.length };
    },
    async get(tenant, hash) {
      const content = blobs.get(blobName(tenant, hash));
      return content ? new Uint8Array(content) : null;
    },
    async has(tenant, hash) {
      return blobs.has(blobName(tenant, hash));
    },
    async delete(tenant, hash) {
      return blobs.delete(blobName(tenant, hash));
    },
  };
}

/** Each part may hold any character, so they are told apart by their JSON. */
function blobName(tenant: string, hash: string): string {
  return JSON.stringify([tenant, hash]);
}
