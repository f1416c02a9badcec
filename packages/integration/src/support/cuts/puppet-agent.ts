import type { AgentRunner, RunnerOutput } from '@agent-chat/core';

/** What a puppet is told to do next. */
export type Instruction = 'write' | 'step' | 'use_tool' | 'finish';

/** Agents that do what a test says, each in its conversation. */
export interface Puppets {
  readonly agent: AgentRunner;
  isRunning(conversationId: string): boolean;
  /** Resolves when it is done; at once where no turn of the agent is under way. */
  tell(conversationId: string, instruction: Instruction): Promise<void>;
}

/** Beside each other, so that offsets fall between the halves of a character. */
const WORDS = 'naïve 漢字 😀👩‍🚀 ';

interface Strings {
  readonly instructions: { readonly what: Instruction; readonly done: () => void }[];
  wake: () => void;
}

export function createPuppets(): Puppets {
  const turns = new Map<string, Strings>();
  let calls = 0;

  async function* perform(strings: Strings, signal: AbortSignal, stop: AbortSignal) {
    let written = '';
    let count = 0;
    for (;;) {
      const next = strings.instructions.shift();
      if (next === undefined) {
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          strings.wake = resolve;
        });
        continue;
      }
      const { what, done } = next;
      if (what === 'write') {
        count += 1;
        const append = WORDS.repeat(2).slice(count % 5, 7 + (count % 5));
        written += append;
        yield { type: 'draft', kind: 'text', append } satisfies RunnerOutput;
      } else if (what === 'use_tool') {
        // What was written is a step of its own, before its call.
        if (written !== '') yield messageOf(written, 'none');
        written = '';
        calls += 1;
        yield { type: 'tool_call', toolCallId: `t${calls}`, name: 'look', args: {} } satisfies RunnerOutput;
        yield `t${calls}`;
        // For operators: a number that the person is sent no event of, before the next one.
        yield {
          type: 'usage',
          model: 'm',
          inputTokens: 1,
          outputTokens: 1,
          latencyMs: 1,
        } satisfies RunnerOutput;
        yield { type: 'tool_result', toolCallId: `t${calls}`, output: {} } satisfies RunnerOutput;
      } else if (what === 'step') {
        if (written !== '') yield messageOf(written, 'none');
        written = '';
      } else {
        done();
        yield messageOf(written, 'turn', stop.aborted);
        return;
      }
      done();
    }
  }

  return {
    agent: {
      async *run({ turn: { conversationId }, signal, stop, control }) {
        const strings: Strings = { instructions: [], wake: () => undefined };
        turns.set(conversationId, strings);
        signal.addEventListener('abort', () => strings.wake());
        try {
          for await (const output of perform(strings, signal, stop.graceful)) {
            if (typeof output === 'string') await control.startTool(output);
            else yield output;
          }
        } finally {
          turns.delete(conversationId);
          for (const { done } of strings.instructions) done();
        }
      },
    },
    isRunning: (conversationId) => turns.has(conversationId),
    tell(conversationId, what) {
      const strings = turns.get(conversationId);
      if (strings === undefined) return Promise.resolve();
      return new Promise((done) => {
        strings.instructions.push({ what, done });
        strings.wake();
      });
    },
  };
}

function messageOf(text: string, finality: 'none' | 'turn', isStopped = false): RunnerOutput {
  return {
    type: 'message',
    parts: text === '' ? [] : [{ type: 'text', text }],
    finality,
    ...(isStopped && { outcome: { status: 'stopped' } }),
  };
}
