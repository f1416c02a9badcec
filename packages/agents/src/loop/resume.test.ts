import { tableCard } from '@agent-chat/protocol/cards';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ModelDelta } from '../model/model-port.js';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import {
  closingOf,
  draftedParts,
  isLogged,
  loggedTypes,
  runTurn,
  TestLog,
  textOfMessage,
  type TurnOutput,
} from '../test-support/test-log.js';
import { defineTool, type Tool } from '../tools/tool.js';
import { ToolError } from '../tools/tool-error.js';
import { createAgent } from './create-agent.js';

const KINDS = ['pay', 'read', 'put', 'fail', 'unknown', 'badArgs'] as const;
type Kind = (typeof KINDS)[number];

interface PlannedStep {
  readonly says: boolean;
  readonly calls: readonly Kind[];
}

/** Tools that note each run, by the id that their arguments carry. */
function notingTools(): { tools: Tool[]; runs: Map<string, number> } {
  const runs = new Map<string, number>();
  const noting = (name: Kind, policy: object, act: () => unknown = () => 'done'): Tool =>
    defineTool({
      name,
      description: '',
      parameters: z.object({ id: z.string() }),
      run({ id }) {
        runs.set(id, (runs.get(id) ?? 0) + 1);
        return act();
      },
      ...policy,
    });
  return {
    runs,
    tools: [
      noting('pay', {}),
      noting('read', { readOnly: true }),
      noting('put', { idempotent: true }),
      noting('fail', {}, () => {
        throw new ToolError('It failed.');
      }),
      noting('badArgs', {}),
    ],
  };
}

/** A model that follows a plan by looking at how many of its steps the prompt has. */
function planned(plan: readonly PlannedStep[]) {
  return scriptedModel(({ messages }) => {
    const done = messages.filter(({ role }) => role === 'assistant').length;
    const step = plan[done];
    if (step === undefined) return [text('All done.'), stop];
    const calls = step.calls.map((kind, place): ModelDelta => {
      const id = `${done}.${place}`;
      return call(kind, kind === 'badArgs' ? { wrong: true } : { id }, id);
    });
    return [...(step.says ? [text(`Step ${done}.`)] : []), ...calls, toTools];
  });
}

const isRepeatable = (kind: string): boolean => kind === 'read' || kind === 'put';

describe('a resumed turn', () => {
  const plannedStep = fc.record({
    says: fc.boolean(),
    calls: fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 3 }),
  });

  it('goes on exactly where the log ends, at every cut, and repeats only what may be repeated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plannedStep, { maxLength: 3 }), async (plan) => {
        const whole = notingTools();
        const first = await runTurn(
          createAgent({ model: planned(plan), tools: whole.tools }),
          new TestLog().say('Go').open(),
        );
        const logged = first.filter(isLogged);
        for (let cut = 0; cut < logged.length; cut += 1) {
          await checkCut(plan, logged.slice(0, cut), logged);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('asks the human what to do about a tool that may have run', async () => {
    const log = new TestLog().say('Pay').open();
    log.take({ type: 'tool_call', toolCallId: 'x', name: 'pay', args: { id: 'x' } });
    log.take({ type: 'tool_started', toolCallId: 'x', args: { id: 'x' }, attempt: 1 });
    const { tools, runs } = notingTools();
    const model = planned([]);
    const outputs = await runTurn(createAgent({ model, tools }), log, { attempt: 2 });
    const closing = closingOf(outputs);
    expect(closing.outcome).toMatchObject({ status: 'failed', reason: { code: 'tool_outcome_unknown' } });
    expect(textOfMessage(closing)).toMatch(/\*\*pay\*\*[\s\S]*"id": "x"[\s\S]*\*\*run it again\*\*/);
    expect(draftedParts(outputs)).toEqual([{ type: 'text', text: textOfMessage(closing) }]);
    expect(runs.size).toBe(0);
    expect(model.requests).toHaveLength(0);
  });

  it('asks about a tool that may have run with the arguments that a person had changed', async () => {
    const log = new TestLog().say('Pay').open();
    log.take({ type: 'tool_call', toolCallId: 'x', name: 'pay', args: { id: 'before' } });
    log.add(
      'approval_resolved',
      { approvalId: 'a', decision: 'approved', editedArgs: { id: 'after' } },
      'ada',
    );
    log.add('tool_started', { toolCallId: 'x', approvalId: 'a', attempt: 1 });
    const agent = createAgent({ model: planned([]), tools: notingTools().tools });
    const asked = textOfMessage(closingOf(await runTurn(agent, log, { attempt: 2 })));
    expect(asked).toContain('"id": "after"');
    expect(asked).not.toContain('before');
  });

  it('goes on behind a message whose calls were lost, without ending the prompt with it', async () => {
    const log = new TestLog().say('Go').open();
    log.take({ type: 'message', parts: [{ type: 'text', text: 'First I look.' }], finality: 'none' });
    const model = scriptedModel(() => [text('Looked.'), stop]);
    const closing = closingOf(await runTurn(createAgent({ model }), log, { attempt: 2 }));
    expect(textOfMessage(closing)).toBe('Looked.');
    expect(model.requests[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('counts the steps from before the cut', async () => {
    const log = new TestLog().say('Go').open();
    for (const id of ['0', '1']) {
      log.take({ type: 'tool_call', toolCallId: id, name: 'read', args: { id } });
      log.take({ type: 'tool_started', toolCallId: id, args: { id }, attempt: 1 });
      log.take({ type: 'tool_result', toolCallId: id, output: 'done' });
    }
    const model = planned([]);
    const agent = createAgent({ model, tools: notingTools().tools, maxSteps: 2 });
    const closing = closingOf(await runTurn(agent, log, { attempt: 2 }));
    expect(closing.outcome).toMatchObject({ reason: { code: 'max_steps' } });
    expect(model.requests).toHaveLength(0);
  });

  it('still shows the card of a tool that ran before the cut', async () => {
    const card = tableCard({ columns: [{ key: 'a', label: 'A' }], rows: [] });
    const tool = defineTool({
      name: 'show',
      description: '',
      parameters: z.object({}),
      run: () => 1,
      card: () => card,
    });
    const log = new TestLog().say('Go').open();
    log.take({ type: 'tool_call', toolCallId: 'x', name: 'show', args: {} });
    log.take({ type: 'tool_started', toolCallId: 'x', args: {}, attempt: 1 });
    log.take({ type: 'tool_result', toolCallId: 'x', output: 1 });
    const model = scriptedModel(() => [text('Here.'), stop]);
    const closing = closingOf(await runTurn(createAgent({ model, tools: [tool] }), log, { attempt: 2 }));
    expect(closing.parts).toEqual([
      { type: 'text', text: 'Here.' },
      { type: 'card', card },
    ]);
  });
});

/** Cuts a run after `before`, resumes it, and checks the whole log. */
async function checkCut(
  plan: readonly PlannedStep[],
  before: readonly TurnOutput[],
  whole: readonly TurnOutput[],
): Promise<void> {
  const log = new TestLog().say('Go').open();
  for (const output of before) log.take(output);
  const { tools, runs } = notingTools();
  const after = await runTurn(createAgent({ model: planned(plan), tools }), log, { attempt: 2 });
  const all = [...before, ...after];
  const kindOf = new Map(
    all.flatMap((output) => (output.type === 'tool_call' ? [[output.toolCallId, output.name]] : [])),
  );
  const count = (type: string, toolCallId: string): number =>
    all.filter((output) => output.type === type && 'toolCallId' in output && output.toolCallId === toolCallId)
      .length;

  const answered = new Set(
    before.flatMap((output) => (output.type === 'tool_result' ? [output.toolCallId] : [])),
  );
  // Calls that only read run together; any other is the only one that is open.
  const open = before.flatMap((output) =>
    output.type === 'tool_started' && !answered.has(output.toolCallId) ? [output.toolCallId] : [],
  );
  const isUnknown = open.some((id) => !isRepeatable(kindOf.get(id) ?? ''));

  for (const [id, kind] of kindOf) {
    expect(count('tool_call', id)).toBe(1);
    expect(count('tool_result', id)).toBeLessThanOrEqual(1);
    if (!isRepeatable(kind)) {
      expect(count('tool_started', id)).toBeLessThanOrEqual(1);
      // Once before the cut, or once after it, never both.
      const ranBefore = before.some((output) => output.type === 'tool_started' && output.toolCallId === id);
      if (ranBefore) expect(runs.get(id) ?? 0).toBe(0);
    }
  }
  if (isUnknown) {
    expect(closingOf(after).outcome).toMatchObject({ reason: { code: 'tool_outcome_unknown' } });
    expect(loggedTypes(after)).toEqual(['message']);
    return;
  }
  for (const toolCallId of open) {
    const again = after.filter(
      (output) => output.type === 'tool_started' && output.toolCallId === toolCallId,
    );
    expect(again).toMatchObject([{ attempt: 2 }]);
  }
  expect(closingOf(after)).not.toHaveProperty('outcome');
  expect(textOfMessage(closingOf(after))).toBe('All done.');
  for (const id of kindOf.keys()) expect(count('tool_result', id)).toBe(1);
  // A cut inside a step's calls loses those that were not logged, and nothing else.
  const isInsideCalls =
    (before.at(-1)?.type === 'tool_call' || before.at(-1)?.type === 'message') &&
    whole[before.length]?.type === 'tool_call';
  if (!isInsideCalls) expect(before.length + loggedTypes(after).length).toBe(whole.length + open.length);
}
