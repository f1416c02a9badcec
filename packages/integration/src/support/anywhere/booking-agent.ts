import { createAgent, defineTool, type ModelPort } from '@agent-chat/agents';
import type { AgentRunner } from '@agent-chat/core';

const text = (append: string) => ({ type: 'text', append }) as const;

/**
 * An agent with a tool, on a model without a server: it says what it will do, books, and says so. Asked to
 * be slow it writes on until it is stopped; asked to hang, its tool never answers the first time.
 */
export function bookingAgent({ mayHang }: { readonly mayHang: boolean }): AgentRunner {
  const model: ModelPort = {
    modelId: 'booking',
    async *step({ messages, signal }) {
      if (messages.at(-1)?.role === 'tool') {
        yield* [text('Booked.'), { type: 'finish', reason: 'stop' } as const];
        return;
      }
      const asked = messages.findLast(({ role }) => role === 'user');
      const task = asked?.role === 'user' ? asked.text : '';
      yield* [text('I will '), text('book it. ')];
      while (task.includes('slow') && !signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield text('Soon. ');
      }
      yield { type: 'tool_call', toolCallId: 'call', name: 'book', args: { task } };
      yield { type: 'finish', reason: 'tool_calls' };
    },
  };
  const book = defineTool<{ task: string }>({
    name: 'book',
    description: 'Books.',
    parameters: { type: 'object', properties: { task: { type: 'string' } }, required: ['task'] },
    run: ({ task }) => (mayHang && task.includes('hang') ? new Promise<never>(() => undefined) : 'done'),
  });
  return createAgent({ model, tools: [book] });
}
