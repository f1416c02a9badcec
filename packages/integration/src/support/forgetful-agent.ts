import type { AgentRunner, RunnerInput, RunnerOutput } from '@agent-chat/core';
import { AgentChatError, type ConversationEvent, isKnownEvent, textOf } from '@agent-chat/protocol';
import { type ChargingAgentOptions, tasksIn, type ToolName, TOOLS } from './charging-agent.js';

/**
 * Does the tasks of `chargingAgent`, without looking at what it has begun: each call that has no result it
 * asks to start, and goes by the answer.
 */
export function forgetfulAgent({ effect }: Pick<ChargingAgentOptions, 'effect'>): AgentRunner {
  return {
    async *run(input) {
      const { events, signal, turn } = input;
      const tasks = openTasks(events);
      const ofTurn = events.filter((event) => event.turn === turn.turn);
      for (const task of tasks) {
        for (const name of TOOLS) {
          if (signal.aborted) return;
          const toolCallId = `${task}-${name}`;
          if (isLogged(ofTurn, 'tool_result', toolCallId)) continue;
          if (!isLogged(ofTurn, 'tool_call', toolCallId)) {
            yield { type: 'tool_call', toolCallId, name, args: { task } };
          }
          const mayRun = await mayStart(input, toolCallId, name);
          if (signal.aborted) return;
          if (!mayRun) {
            yield unknownOutcome(name);
            return;
          }
          const reservationId = await input.control.reserve([{ meter: 'charges', amount: 1 }]);
          await effect(name, task);
          await input.control.settle(reservationId, [
            { meter: 'charges', amount: name === 'charge' ? 1 : 0 },
          ]);
          yield { type: 'tool_result', toolCallId, output: { task } };
        }
      }
      const text = tasks.map((task) => `Done ${task}!`).join(' ');
      yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
    },
  };
}

async function mayStart({ control }: RunnerInput, toolCallId: string, name: ToolName): Promise<boolean> {
  try {
    return (await control.startTool(toolCallId, { idempotent: name === 'look_up' })).status === 'started';
  } catch (error) {
    if (AgentChatError.isInstance(error) && error.code === 'ToolMayNotRepeat') return false;
    throw error;
  }
}

function unknownOutcome(name: ToolName): RunnerOutput {
  const text = `I was interrupted while ${name} was running.`;
  const reason = { code: 'tool_outcome_unknown', message: text, retryable: false };
  return {
    type: 'message',
    parts: [{ type: 'text', text }],
    finality: 'turn',
    outcome: { status: 'failed', reason },
  };
}

function isLogged(
  events: readonly ConversationEvent[],
  type: 'tool_call' | 'tool_result',
  toolCallId: string,
): boolean {
  return events.some(
    (event) => isKnownEvent(event) && event.type === type && event.payload.toolCallId === toolCallId,
  );
}

/** Those that people gave since the agent last closed a turn. */
function openTasks(events: readonly ConversationEvent[]): string[] {
  const since = events.findLastIndex(({ author, finality }) => author === 'bot' && finality === 'turn');
  return events
    .slice(since + 1)
    .flatMap((event) =>
      isKnownEvent(event) && event.type === 'message' && event.author === 'ada'
        ? tasksIn(textOf(event.payload.parts))
        : [],
    );
}
