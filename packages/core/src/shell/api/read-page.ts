import type { EventStore, ReadRequest, StoredEvent } from '../../ports/event-store.js';

/** Read at once: little enough that a page of large events is not held several times over. */
const CHUNK = 50;

/**
 * A page of the log of at most `limit` events and about `maxChars` of stored text: it ends with the
 * event that exceeds it. What is left out is at the end away from the bound, so that the caller
 * goes on from the last event (`afterSeq`) or the first one (`beforeSeq`).
 */
export async function readPage(
  store: EventStore,
  { afterSeq = 0, beforeSeq, limit, ...where }: ReadRequest,
  maxChars: number,
): Promise<readonly StoredEvent[]> {
  const page: StoredEvent[] = [];
  let chars = 0;
  let bound = beforeSeq ?? afterSeq;
  while (page.length < limit) {
    const asked = Math.min(CHUNK, limit - page.length);
    const from = beforeSeq === undefined ? { afterSeq: bound } : { beforeSeq: bound };
    const chunk = await store.read({ ...where, ...from, limit: asked });
    for (const event of beforeSeq === undefined ? chunk : chunk.toReversed()) {
      page.push(event);
      bound = event.seq;
      chars += event.json.length;
      if (chars >= maxChars) return inOrder(page, beforeSeq);
    }
    if (chunk.length < asked) break;
  }
  return inOrder(page, beforeSeq);
}

function inOrder(page: readonly StoredEvent[], beforeSeq: number | undefined): readonly StoredEvent[] {
  return beforeSeq === undefined ? page : page.toReversed();
}
