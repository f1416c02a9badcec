import type { EventStore } from '@agent-chat/core';
import { TENANT } from './append-request.js';

/**
 * The texts of a conversation's events in order.
 * @throws Error when the seqs are not 1, 2, 3 …
 */
export async function readTexts(events: EventStore, conversationId: string): Promise<readonly string[]> {
  const texts: string[] = [];
  for (;;) {
    const page = await events.read({ conversationId, tenant: TENANT, afterSeq: texts.length, limit: 500 });
    if (page.length === 0) return texts;
    for (const { seq, json } of page) {
      const event = JSON.parse(json) as { seq: number; payload: { text: string } };
      if (seq !== texts.length + 1 || event.seq !== seq)
        throw new Error(`Event ${seq} follows ${texts.length}.`);
      texts.push(event.payload.text);
    }
  }
}
