import { setTimeout as sleep } from 'node:timers/promises';
import {
  createAgent,
  defineTool,
  type ModelDelta,
  type ModelPort,
  type ModelRequest,
} from '@agent-chat/agents';
import type { AgentRunner } from '@agent-chat/core';

/** In the order in which a task needs them. The first must not run twice, the second may. */
export const TOOLS = ['charge', 'look_up'] as const;
export type ToolName = (typeof TOOLS)[number];

/** What a tool did to the world outside, told by the tool itself. */
export type Effect = (tool: ToolName, task: string) => Promise<void>;

/** What each step of its model costs in micro-USD: one for each of the tokens that it says. */
export const STEP_COST = 15;
const USAGE = { inputTokens: 10, outputTokens: 5 };
/** What budgets may cap besides. */
const USES = { charge: [{ meter: 'charges', amount: 1 }], look_up: [] } as const;

const PARAMETERS = { type: 'object', properties: { task: { type: 'string' } }, required: ['task'] } as const;

export interface ChargingAgentOptions {
  readonly effect: Effect;
  /** Each tool takes up to so long on both sides of its effect. Default 0. */
  readonly toolMs?: number;
  /** Called when the model is asked, before it answers. */
  readonly onStep?: () => Promise<void>;
}

/**
 * An agent that charges for each `Task <name>!`, which must not happen twice, looks something up, which
 * may, and reports it. Its model says what it writes at most and what it used, and takes pictures.
 */
export function chargingAgent({ effect, toolMs = 0, onStep }: ChargingAgentOptions): AgentRunner {
  const tool = (name: ToolName, idempotent: boolean) =>
    defineTool<{ task: string }>({
      name,
      description: name,
      parameters: PARAMETERS,
      idempotent,
      uses: () => USES[name],
      async run({ task }) {
        await pause(toolMs * Math.random());
        await effect(name, task);
        await pause(toolMs * Math.random());
        return { task };
      },
    });
  // All tasks may come to one turn, and crashes cost steps too.
  return createAgent({
    model: taskModel(onStep),
    tools: [tool('charge', false), tool('look_up', true)],
    maxSteps: 32,
  });
}

function taskModel(onStep: (() => Promise<void>) | undefined): ModelPort {
  return {
    modelId: 'script',
    maxOutputTokens: 50,
    imageTypes: ['image/png'],
    costOf: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
    async *step({ messages }): AsyncIterable<ModelDelta> {
      await onStep?.();
      const tasks = openTasks(messages);
      const called = messages.flatMap((one) => (one.role === 'assistant' ? one.toolCalls : []));
      const done = messages.flatMap((one) =>
        one.role === 'tool' && 'output' in one.result ? [`${one.name} ${taskOf(one.result.output)}`] : [],
      );
      for (const task of tasks) {
        for (const name of TOOLS) {
          if (called.some((call) => call.name === name && taskOf(call.args) === task)) continue;
          if (name === 'charge') yield { type: 'text', append: `On it: ${task}.` };
          yield { type: 'tool_call', toolCallId: `${task}-${name}`, name, args: { task } };
          yield { type: 'finish', reason: 'tool_calls', usage: USAGE };
          return;
        }
      }
      const isDone = (task: string): boolean => TOOLS.every((name) => done.includes(`${name} ${task}`));
      yield {
        type: 'text',
        append: reportOf(
          tasks.filter(isDone),
          tasks.filter((task) => !isDone(task)),
        ),
      };
      yield { type: 'finish', reason: 'stop', usage: USAGE };
    },
  };
}

function taskOf(value: unknown): string {
  return (value as { task: string }).task;
}

/** What the agent says in the end: what it has done, and what it was kept from. */
function reportOf(done: readonly string[], left: readonly string[]): string {
  return [...done.map((task) => `Done ${task}!`), ...left.map((task) => `Gave up ${task}!`)].join(' ');
}

/** The tasks that a report says are done. */
export function doneIn(report: string): string[] {
  return [...report.matchAll(/Done (\S+)!/g)].flatMap(([, name]) => name ?? []);
}

/** All tasks of a report. */
export function reportedIn(report: string): string[] {
  return [...report.matchAll(/(?:Done|Gave up) (\S+)!/g)].flatMap(([, name]) => name ?? []);
}

/** The names of the tasks that a text gives. */
export function tasksIn(text: string): string[] {
  return [...text.matchAll(/Task (\S+)!/g)].flatMap(([, name]) => name ?? []);
}

/** The tasks since the agent last said that it had done some, or asked what became of one. */
function openTasks(messages: ModelRequest['messages']): string[] {
  const since = messages.findLastIndex(
    (one) => one.role === 'assistant' && /Done |Gave up |I was interrupted/.test(one.text),
  );
  return messages.slice(since + 1).flatMap((one) => (one.role === 'user' ? tasksIn(one.text) : []));
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await sleep(ms);
}
