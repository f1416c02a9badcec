import type { AgentRunner } from '@agent-chat/core';
import { type ConversationEvent, isMessageEvent, textOf } from '@agent-chat/protocol';

/** Streams back what was said last, word by word, and stops in between when asked to. */
export function echoAgent(betweenWords: () => Promise<void> = async () => undefined): AgentRunner {
  return {
    async *run({ events, stop, signal }) {
      const words = `You said: ${lastText(events)}`.split(/(?<= )/);
      let text = '';
      for (const word of words) {
        if (signal.aborted) return;
        if (stop.graceful.aborted) break;
        text += word;
        yield { type: 'draft', kind: 'text', append: word };
        await betweenWords();
      }
      const isWhole = !stop.graceful.aborted;
      yield {
        type: 'message',
        parts: [{ type: 'text', text }],
        finality: 'turn',
        ...(!isWhole && { outcome: { status: 'stopped' } as const }),
      };
    },
  };
}

function lastText(events: readonly ConversationEvent[]): string {
  const last = events.filter(isMessageEvent).findLast((event) => event.payload.role === 'user');
  return last === undefined ? '' : textOf(last.payload.parts);
}
