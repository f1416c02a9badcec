import type { AgentRunner } from '@agent-chat/core';
import { isMessageEvent, textOf } from '@agent-chat/protocol';

/** Counts the words of what it is told, one word at a time. */
export const counterAgent: AgentRunner = {
  async *run({ events, stop }) {
    const question = events.filter(isMessageEvent).at(-1);
    const words = textOf(question?.payload.parts ?? [])
      .split(/\s+/)
      .filter(Boolean);
    let text = '';
    for (const [index, word] of words.entries()) {
      // A graceful stop: what was written so far is a whole line, so this is a good place.
      if (stop.graceful.aborted) {
        const outcome = { status: 'stopped' } as const;
        yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn', outcome };
        return;
      }
      const append = `${index + 1}. ${word}\n`;
      text += append;
      yield { type: 'draft', kind: 'text', append };
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    text += `\nThat makes **${words.length}**.`;
    yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
  },
};
