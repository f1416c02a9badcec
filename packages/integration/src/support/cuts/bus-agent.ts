import type { AgentRunner } from '@agent-chat/core';
import { tableCard } from '@agent-chat/protocol/cards';

export const QUESTION = 'Bus?';
/** As far as it gets before it is stopped: of one, two, three and four bytes. */
export const ANSWER = 'At – é 漢 😀';

/**
 * An agent that does all there is to see in a turn: a tool that needs an approval, text until it
 * is stopped, and a card. What it does depends on the log alone, so that its log is the
 * same in every run.
 */
export function busAgent(): AgentRunner {
  return {
    async *run({ events, stop, signal, control }) {
      const isAsked = events.some(({ type, author }) => type === 'tool_call' && author === 'bot');
      if (!isAsked) {
        yield { type: 'tool_call', toolCallId: 't1', name: 'bus', args: { line: 12 } };
      }
      const start = await control.startTool('t1', { needsApproval: true });
      if (start.status !== 'started') return;
      yield { type: 'tool_result', toolCallId: 't1', output: { min: 3 } };
      for (const append of pieces(ANSWER)) yield { type: 'draft', kind: 'text', append };
      await aborted(AbortSignal.any([stop.graceful, signal]));
      const card = tableCard({ columns: [{ key: 'm', label: 'min' }], rows: [{ m: 3 }] });
      yield {
        type: 'message',
        parts: [
          { type: 'text', text: ANSWER },
          { type: 'card', card },
        ],
        finality: 'turn',
        outcome: { status: 'stopped' },
      };
    },
  };
}

/** Short pieces that take no notice of words, nor of pairs of surrogates. */
function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,6}/g) ?? [];
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
