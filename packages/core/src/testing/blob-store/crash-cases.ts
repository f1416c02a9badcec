import { hashedCopy } from '../../attachments/content-hash.js';
import type { BlobStore } from '../../ports/blob-store.js';
import { type CrashHistory, type CrashSubject, describeCrashSteps } from '../crash-steps.js';

interface Ports {
  readonly blobs: BlobStore;
}

type Content = 'small' | 'large';
/** Those that are there, whole. */
type Found = readonly Content[];

const TENANT = 'tenant';
const CONTENTS: readonly Content[] = ['small', 'large'];
/** Many pages of whatever a store is made of. */
const REPEATED: Readonly<Record<Content, number>> = { small: 1, large: 10_000 };

function bytesOf(name: string, content: Content): Uint8Array {
  return new TextEncoder().encode(`${name} ${content} `.repeat(REPEATED[content]));
}

const HISTORY: CrashHistory<Ports, Found> = {
  steps(name) {
    const put =
      (content: Content) =>
      ({ blobs }: Ports) =>
        blobs.put(TENANT, bytesOf(name, content));
    const remove =
      (content: Content) =>
      async ({ blobs }: Ports) =>
        blobs.delete(TENANT, (await hashedCopy(bytesOf(name, content))).hash);
    return [
      { call: put('small'), leaves: ['small'] },
      { call: put('large'), leaves: ['small', 'large'] },
      { call: remove('small'), leaves: ['large'] },
      { call: put('small'), leaves: ['small', 'large'] },
      { call: remove('large'), leaves: ['small'] },
    ];
  },
  async read({ blobs }, name) {
    const found: Content[] = [];
    for (const content of CONTENTS) {
      const { hash, content: bytes } = await hashedCopy(bytesOf(name, content));
      // Rejects for what is not whole.
      const stored = await blobs.get(TENANT, hash);
      if (stored?.length === bytes.length) found.push(content);
      if ((stored !== null) !== (await blobs.has(TENANT, hash)))
        throw new Error(`Half of ${content} is there.`);
    }
    return found;
  },
};

export function describeCrashes(subject: CrashSubject<Ports>): void {
  describeCrashSteps(subject, HISTORY);
}
