import type { AgentRunner } from '@agent-chat/core';
import fc from 'fast-check';
import { free, ids, words } from './carry.js';

/** What an agent does in one turn, as a stream tells of it. */
interface Turn {
  readonly thinking: readonly string[];
  /** One without an output fails. */
  readonly tools: readonly { readonly name: string; readonly args: unknown; readonly output?: unknown }[];
  readonly tokens: readonly string[];
  /** Whether the answer breaks off. */
  readonly fails: boolean;
}

const token = fc.string({ minLength: 1, maxLength: 12 });
/** Text that a message may consist of. */
export const said = words.filter((text) => text.trim() !== '');
export const turn: fc.Arbitrary<Turn> = fc.record({
  thinking: fc.array(token, { maxLength: 2 }),
  tools: fc.array(fc.record({ name: ids, args: free, output: free }, { requiredKeys: ['name', 'args'] }), {
    maxLength: 2,
  }),
  tokens: fc.array(token, { minLength: 1, maxLength: 3 }).filter((all) => all.join('').trim() !== ''),
  fails: fc.boolean(),
});
export const TOOL_FAULT = { code: 'ToolFailed', message: 'No such page.', retryable: false };
export const FAILED = {
  status: 'failed' as const,
  reason: { code: 'provider_error', message: 'Down.', retryable: true },
};

/** Does what was drawn. */
export function runnerOf({ thinking, tools, tokens, fails }: Turn): AgentRunner {
  return {
    async *run({ control }) {
      for (const [index, { name, args, ...answer }] of tools.entries()) {
        const toolCallId = `t${index}`;
        yield { type: 'tool_call', toolCallId, name, args };
        await control.startTool(toolCallId);
        if (Object.hasOwn(answer, 'output')) yield { type: 'tool_result', toolCallId, output: answer.output };
        else yield { type: 'tool_result', toolCallId, error: TOOL_FAULT };
      }
      for (const append of thinking) yield { type: 'draft', kind: 'reasoning', append };
      for (const append of tokens) yield { type: 'draft', kind: 'text', append };
      const reasoning = { type: 'reasoning' as const, text: thinking.join('') };
      const text = { type: 'text' as const, text: tokens.join('') };
      yield {
        type: 'message',
        parts: thinking.length > 0 ? [reasoning, text] : [text],
        finality: 'turn',
        ...(fails && { outcome: FAILED }),
      };
    },
  };
}
