import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentRunner } from '@agent-chat/core';

/** An agent that counts until somebody stops it, or until it has counted to `upTo`. */
export function patientAgent(pieceMs: number, upTo: number): AgentRunner {
  return {
    async *run({ stop, signal }) {
      let text = '';
      for (let count = 1; count <= upTo && !stop.graceful.aborted; count++) {
        if (signal.aborted) return;
        text += `${count}. `;
        yield { type: 'draft', kind: 'text', append: `${count}. ` };
        await sleep(pieceMs);
      }
      yield {
        type: 'message',
        parts: [{ type: 'text', text }],
        finality: 'turn',
        ...(stop.graceful.aborted && { outcome: { status: 'stopped' } }),
      };
    },
  };
}
