import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentRunner } from '@agent-chat/core';
import { tableCard } from '@agent-chat/protocol/cards';

const REASONING = 'First I look it up. Then I say what I found, with a table.';
/** Characters of one, two, three and four bytes, and a pair of surrogates every few words. */
export const ANSWER = Array.from(
  { length: 24 },
  (_, index) => `Sentence ${index + 1} has naïve café words, 漢字 and 😀👩‍🚀 in it.`,
).join(' ');

/** An agent that does all there is to see in a turn: reasoning, a tool, a card, a long text. */
export function talkativeAgent(pieceMs: number, answer = ANSWER): AgentRunner {
  return {
    async *run({ signal, control }) {
      yield { type: 'progress', status: 'Looking it up' };
      for (const append of pieces(REASONING)) {
        await sleep(pieceMs);
        yield { type: 'draft', kind: 'reasoning', append };
      }
      yield { type: 'message', parts: [{ type: 'reasoning', text: REASONING }], finality: 'none' };
      const args = { query: 'sentences' };
      yield { type: 'draft_tool_input', toolCallId: 't1', toolName: 'look_up', append: JSON.stringify(args) };
      yield { type: 'tool_call', toolCallId: 't1', name: 'look_up', args };
      await control.startTool('t1');
      await sleep(pieceMs * 5);
      yield { type: 'tool_result', toolCallId: 't1', output: { found: 24 } };
      for (const append of pieces(answer)) {
        if (signal.aborted) return;
        await sleep(pieceMs);
        yield { type: 'draft', kind: 'text', append };
      }
      const card = tableCard({ columns: [{ key: 'n', label: 'Number' }], rows: [{ n: 1 }, { n: 2 }] });
      yield { type: 'usage', model: 'script', inputTokens: 1, outputTokens: 2, latencyMs: 3 };
      yield {
        type: 'message',
        parts: [
          { type: 'text', text: answer },
          { type: 'card', card },
        ],
        finality: 'turn',
      };
    },
  };
}

/** Short pieces that take no notice of words, nor of pairs of surrogates. */
function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}
