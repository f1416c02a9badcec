import type { RunnerControl, ToolStart } from '@agent-chat/core';
import { AgentChatError, type ConversationEvent } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import {
  closingOf,
  inputFor,
  loggedTypes,
  runTurn,
  TestLog,
  textOfMessage,
} from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { createAgent } from './create-agent.js';

const asked = () => new TestLog().say('Go').open();

function noting(name: string, more: object = {}) {
  const runs: unknown[] = [];
  const tool = defineTool({
    name,
    description: '',
    parameters: z.object({ to: z.string() }),
    run(args) {
      runs.push(args);
      return 'done';
    },
    ...more,
  });
  return { tool, runs };
}

/** Answers each call by its id; any other may start. */
function control(answers: Record<string, Partial<ToolStart>>, log: TestLog): Partial<RunnerControl> {
  return {
    async startTool(toolCallId) {
      const payload = log.events
        .filter(({ type }) => type === 'tool_call')
        .map((event) => event.payload as { toolCallId: string; args: unknown })
        .find((one) => one.toolCallId === toolCallId);
      const start = { status: 'started' as const, seq: 1, args: payload?.args, attempt: 1 };
      return { ...start, ...answers[toolCallId] };
    },
  };
}

describe('a call that a person is asked about', () => {
  it('is left open while the others run, and the run ends without closing its turn', async () => {
    const { tool: pay, runs: paid } = noting('pay');
    const { tool: look, runs: looked } = noting('look');
    const model = scriptedModel(() => [
      call('pay', { to: 'a' }, 'p'),
      call('look', { to: 'b' }, 'l'),
      toTools,
    ]);
    const log = asked();
    const agent = createAgent({ model, tools: [pay, look] });
    const outputs = await runTurn(agent, log, { control: control({ p: { status: 'waiting' } }, log) });
    expect(paid).toEqual([]);
    expect(looked).toEqual([{ to: 'b' }]);
    expect(loggedTypes(outputs)).toEqual(['tool_call', 'tool_call', 'tool_result']);
    expect(model.requests).toHaveLength(1);
  });

  it('runs in the next execution with the arguments that were approved, and the model is told', async () => {
    const { tool, runs } = noting('pay');
    const model = scriptedModel(({ messages }) =>
      messages.some(({ role }) => role === 'tool')
        ? [text('Paid.'), stop]
        : [call('pay', { to: 'a' }, 'p'), toTools],
    );
    const log = asked();
    const agent = createAgent({ model, tools: [tool] });
    await runTurn(agent, log, { control: control({ p: { status: 'waiting' } }, log) });
    const edited = control({ p: { args: { to: 'b' } } }, log);
    const closing = closingOf(await runTurn(agent, log, { attempt: 2, control: edited }));
    expect(runs).toEqual([{ to: 'b' }]);
    expect(textOfMessage(closing)).toBe('Paid.');
    expect(JSON.stringify(model.requests[1]?.messages)).toContain('A person changed the arguments of pay');
  });

  it.each(['denied', 'blocked'] as const)(
    'that is %s is answered with why, and the model goes on',
    async (status) => {
      const { tool, runs } = noting('pay');
      const model = scriptedModel((_request, step) =>
        step === 0 ? [call('pay', { to: 'a' }, 'p'), toTools] : [text('Then not.'), stop],
      );
      const log = asked();
      const reason = { code: 'not_today', message: 'Not today.' };
      const outputs = await runTurn(createAgent({ model, tools: [tool] }), log, {
        control: control({ p: { status, reason } }, log),
      });
      expect(runs).toEqual([]);
      expect(outputs.find(({ type }) => type === 'tool_result')).toMatchObject({
        error: { code: 'not_today', message: 'Not today.' },
      });
      expect(textOfMessage(closingOf(outputs))).toBe('Then not.');
    },
  );

  it('stays open while the agent answers what was said meanwhile', async () => {
    const { tool } = noting('pay');
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('pay', { to: 'a' }, 'p'), toTools] : [text('It still waits for you.'), stop],
    );
    const log = asked();
    const steer = new TestLog().say('What is it?').events;
    const taken: ConversationEvent[][] = [[], [...steer]];
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), log, {
      control: {
        ...control({ p: { status: 'waiting' } }, log),
        takeSteered: async () => taken.shift() ?? [],
      },
    });
    expect(outputs.at(-1)).toMatchObject({ type: 'message', finality: 'none' });
    const prompt = JSON.stringify(model.requests[1]?.messages);
    expect(prompt).toContain('What is it?');
    expect(prompt).toContain('tool_waits');
  });
});

describe('work that is held back', () => {
  const refusing = (code: 'Paused' | 'BudgetExceeded') => async (): Promise<never> => {
    throw new AgentChatError(code, 'No.');
  };

  it('ends the turn as stopped when a step may not be paid for', async () => {
    const model = scriptedModel(() => [text('Hi.'), stop]);
    const outputs = await runTurn(createAgent({ model }), asked(), {
      control: { reserve: refusing('BudgetExceeded') },
    });
    expect(closingOf(outputs).outcome).toMatchObject({
      status: 'stopped',
      reason: { code: 'budget_exceeded' },
    });
    expect(model.requests).toHaveLength(0);
  });

  it('ends the turn as stopped when a tool may not start because of a pause', async () => {
    const { tool, runs } = noting('pay');
    const model = scriptedModel(() => [call('pay', { to: 'a' }), toTools]);
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), asked(), {
      control: { startTool: refusing('Paused') },
    });
    expect(closingOf(outputs).outcome).toMatchObject({ status: 'stopped', reason: { code: 'paused' } });
    expect(runs).toEqual([]);
  });

  it('settles what a step and a tool have used, and gives back what a failed tool has not', async () => {
    const settled: unknown[] = [];
    const released: string[] = [];
    let count = 0;
    const uses = () => [{ meter: 'sends', amount: 20 }];
    const { tool } = noting('send', { uses });
    const { tool: broken } = noting('broken', {
      uses,
      run: () => {
        throw new Error('no');
      },
    });
    const model = scriptedModel((_request, step) =>
      step === 0
        ? [
            call('send', { to: 'a' }),
            call('broken', { to: 'a' }),
            { ...toTools, usage: { inputTokens: 10, outputTokens: 5 } },
          ]
        : [text('Sent.'), { ...stop, usage: { inputTokens: 1, outputTokens: 1 } }],
    );
    const outputs = await runTurn(
      createAgent({ model, tools: [tool, broken], costOf: ({ inputTokens }) => inputTokens * 2.5 }),
      asked(),
      {
        control: {
          reserve: async () => `r${++count}`,
          settle: async (id, amounts) =>
            void settled.push([id, ...amounts.map((one) => `${one.amount} ${one.meter}`)]),
          release: async (id) => void released.push(id),
        },
      },
    );
    expect(settled).toEqual([
      ['r1', '15 tokens', '0 messages', '25 money'],
      ['r2', '20 sends'],
      ['r4', '2 tokens', '1 messages', '3 money'],
    ]);
    expect(released).toEqual(['r3']);
    expect(outputs.filter(({ type }) => type === 'usage')).toMatchObject([
      { costMicroUsd: 25 },
      { costMicroUsd: 3 },
    ]);
  });

  it.each<readonly [string, object]>([
    ['is too long', { maxResultBytes: 100, run: (): string => 'x'.repeat(200) }],
    ['is none that can be logged', { run: (): bigint => 10n }],
  ])('counts as used by a tool that did its work and whose result %s', async (_what, more) => {
    const told: string[] = [];
    const { tool } = noting('send', { uses: () => [{ meter: 'sends', amount: 20 }], ...more });
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('send', { to: 'a' }), toTools] : [text('Done.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), asked(), {
      control: {
        reserve: async (amounts) => amounts[0]?.meter ?? '',
        settle: async (id) => void told.push(`settled ${id}`),
        release: async (id) => void told.push(`released ${id}`),
      },
    });
    expect(outputs.find(({ type }) => type === 'tool_result')).toHaveProperty('error');
    expect(told.filter((each) => each.endsWith('sends'))).toEqual(['settled sends']);
  });

  it.each<readonly [string, () => { meter: string; amount: number }[]]>([
    ['cannot be told', () => JSON.parse('{') as never],
    ['is no amount', () => [{ meter: 'sends', amount: 0.5 }]],
  ])('is answered with an error, and does not run, where what a call uses %s', async (_what, uses) => {
    const { tool, runs } = noting('send', { uses });
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('send', { to: 'a' }), toTools] : [text('It did not work.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [tool] }), asked(), {
      control: {
        reserve: async (amounts) => {
          if (amounts.every(({ amount }) => Number.isInteger(amount))) return 'r';
          throw new AgentChatError('InvalidRequest', 'amounts.0 is no whole number.');
        },
      },
    });
    expect(runs).toEqual([]);
    expect(outputs.find(({ type }) => type === 'tool_result')).toMatchObject({
      error: { code: expect.stringMatching(/^(?:tool_failed|InvalidRequest)$/) },
    });
    expect(textOfMessage(closingOf(outputs))).toBe('It did not work.');
  });

  it('counts as used by a tool that was stopped at once: it may have done its work', async () => {
    const hard = new AbortController();
    const told: string[] = [];
    const { tool } = noting('send', {
      uses: () => [{ meter: 'sends', amount: 20 }],
      run() {
        hard.abort();
        return new Promise<never>(() => undefined);
      },
    });
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('send', { to: 'a' }), toTools] : [text('Done.'), stop],
    );
    await runTurn(createAgent({ model, tools: [tool] }), asked(), {
      signal: hard.signal,
      control: {
        reserve: async (amounts) => amounts[0]?.meter ?? '',
        settle: async (id) => void told.push(`settled ${id}`),
        release: async (id) => void told.push(`released ${id}`),
      },
    });
    expect(told).toContain('settled sends');
    expect(told).not.toContain('released sends');
  });

  it('counts what a model wrote when nobody takes any more of it', async () => {
    const settled: (readonly { meter: string; amount: number }[])[] = [];
    const model = scriptedModel(() => [text('x'.repeat(400)), text('more'), stop]);
    const control = {
      reserve: async () => 'r',
      settle: async (_id: string, amounts: readonly { meter: string; amount: number }[]) =>
        void settled.push(amounts),
    };
    for await (const { type } of createAgent({ model }).run(inputFor(asked(), { control }))) {
      if (type === 'draft') break;
    }
    expect(settled).toHaveLength(1);
    expect(settled[0]?.find(({ meter }) => meter === 'tokens')?.amount).toBeGreaterThan(100);
  });

  it('counts what a model wrote that was cut off before it said what it used', async () => {
    const settled: (readonly { meter: string; amount: number }[])[] = [];
    const model = scriptedModel(() => [text('x'.repeat(400))]);
    const agent = createAgent({
      model,
      costOf: ({ inputTokens, outputTokens }) => inputTokens + 10 * outputTokens,
    });
    await runTurn(agent, asked(), {
      control: { reserve: async () => 'r', settle: async (_id, amounts) => void settled.push(amounts) },
    });
    const [amounts = []] = settled;
    const of = (meter: string) => amounts.find((one) => one.meter === meter)?.amount ?? 0;
    // A hundred tokens are written, and what was asked with comes to them.
    expect(of('tokens')).toBeGreaterThan(100);
    expect(of('money')).toBeGreaterThan(1_000);
  });
});
