import { setTimeout as sleep } from 'node:timers/promises';
import {
  createAgent,
  defineTool,
  type ModelDelta,
  type ModelPort,
  type ModelRequest,
} from '@agent-chat/agents';
import type { AgentRunner } from '@agent-chat/core';

/** What a tool did to the world outside, told by the tool itself. */
export type Effect = (tool: 'charge' | 'look_up', task: string) => Promise<void>;

const TOOLS = ['charge', 'look_up'] as const;
const PARAMETERS = { type: 'object', properties: { task: { type: 'string' } }, required: ['task'] } as const;

/**
 * An agent that charges for each `Task <name>!`, which must not happen twice, looks something up, which
 * may, and reports it. Each tool takes up to `toolMs` on both sides of its effect.
 */
export function chargingAgent(effect: Effect, toolMs = 0, random: () => number = () => 0): AgentRunner {
  const tool = (name: 'charge' | 'look_up', idempotent: boolean) =>
    defineTool<{ task: string }>({
      name,
      description: name,
      parameters: PARAMETERS,
      idempotent,
      async run({ task }) {
        await pause(toolMs * random());
        await effect(name, task);
        await pause(toolMs * random());
        return { task };
      },
    });
  // All tasks may come to one turn, and crashes cost steps too.
  return createAgent({
    model: taskModel,
    tools: [tool('charge', false), tool('look_up', true)],
    maxSteps: 32,
  });
}

const taskModel: ModelPort = {
  modelId: 'script',
  async *step({ messages }): AsyncIterable<ModelDelta> {
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
        yield { type: 'finish', reason: 'tool_calls' };
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
    yield { type: 'finish', reason: 'stop' };
  },
};

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
