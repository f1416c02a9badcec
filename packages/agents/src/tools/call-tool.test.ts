import { silentLogger, systemClock } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ManualClock } from '../test-support/manual-clock.js';
import { callTool, cardOf } from './call-tool.js';
import { defineTool, type Tool, type ToolContext } from './tool.js';
import { ToolError } from './tool-error.js';

const toolThat = (run: (args: object, context: ToolContext) => unknown): Tool =>
  defineTool({ name: 'act', description: '', parameters: z.object({}), run, timeoutMs: 1000 });
const context = () => ({
  clock: systemClock(),
  logger: silentLogger,
  signal: new AbortController().signal,
  call: { tenant: 'default', conversationId: 'c1', turn: 2, toolCallId: 't1', agentId: 'bot' },
  handOff: async () => undefined,
});
const resultOf = (run: (args: object, context: ToolContext) => unknown) =>
  callTool(toolThat(run), {}, context());

describe('callTool', () => {
  it('returns what the tool returns or resolves to, and null for nothing', async () => {
    expect(await resultOf(() => ({ a: [1, 'b', null, { c: true, d: undefined }] }))).toEqual({
      output: { a: [1, 'b', null, { c: true, d: undefined }] },
    });
    expect(await resultOf(async () => 'later')).toEqual({ output: 'later' });
    expect(await resultOf(() => undefined)).toEqual({ output: null });
  });

  it('refuses what JSON cannot carry, and says where it is', async () => {
    const loop: unknown[] = [];
    loop.push(loop);
    const faults: [unknown, RegExp][] = [
      [{ when: new Date(0) }, /result\.when is a Date/],
      [new Map(), /result is a Map/],
      [[1, Number.NaN], /result\.1 is NaN/],
      [{ act: () => 1 }, /result\.act is of type function/],
      [1n, /bigint/],
      [loop, /result\.0 contains itself/],
      [[undefined], /result\.0 is of type undefined/],
    ];
    for (const [value, message] of faults) {
      expect(await resultOf(() => value)).toEqual({
        error: { code: 'tool_result_invalid', message: expect.stringMatching(message), retryable: false },
      });
    }
  });

  it('cuts what an error says that is longer than any result may be', async () => {
    const details = { long: 'x'.repeat(300_000) };
    for (const error of [
      new ToolError(details.long, { code: 'mcp_error' }),
      new ToolError('No.', { details }),
    ]) {
      const result = await resultOf(() => {
        throw error;
      });
      expect(result).toMatchObject({ error: { code: error.code, message: expect.stringMatching(/^x|No/) } });
      expect(JSON.stringify(result).length).toBeLessThan(3_000);
    }
  });

  it('gives the model what a ToolError or an AgentChatError says', async () => {
    expect(
      await resultOf(() => {
        throw new ToolError('No such order.', { code: 'not_found', retryable: true, details: { order: 7 } });
      }),
    ).toEqual({
      error: { code: 'not_found', message: 'No such order.', retryable: true, details: { order: 7 } },
    });
    expect(await resultOf(() => Promise.reject(new AgentChatError('Forbidden', 'Not yours.')))).toEqual({
      error: { code: 'Forbidden', message: 'Not yours.', retryable: false },
    });
  });

  it('keeps the message of any other error for the log of the host', async () => {
    const lines: unknown[] = [];
    const logger = { log: (...line: unknown[]) => void lines.push(line) };
    const tool = toolThat(() => {
      throw new Error('token=secret');
    });
    const result = await callTool(tool, {}, { ...context(), logger });
    expect(result).toEqual({ error: { code: 'tool_failed', message: '"act" failed.', retryable: false } });
    expect(JSON.stringify(lines)).toContain('token=secret');
  });

  it('ends a tool whose time is up, also one that ignores its signal', async () => {
    const clock = new ManualClock();
    let given: AbortSignal | undefined;
    const tool = toolThat((_args, { signal }) => {
      given = signal;
      return new Promise(() => undefined);
    });
    const result = callTool(tool, {}, { ...context(), clock });
    clock.advance(1000);
    expect(await result).toMatchObject({ error: { code: 'tool_timeout', retryable: true } });
    expect(given?.aborted).toBe(true);
  });

  it('leaves no timer behind', async () => {
    const clock = new ManualClock();
    await callTool(
      toolThat(() => 1),
      {},
      { ...context(), clock },
    );
    expect(clock.waiting).toEqual([]);
  });

  it('keeps the result of a tool that makes no card of it: a model that is told of a failure calls again', async () => {
    const tool = defineTool({
      name: 'act',
      description: '',
      parameters: z.object({}),
      run: () => 1,
      card: () => {
        throw new Error('no card');
      },
    });
    expect(await callTool(tool, {}, context())).toEqual({ output: 1 });
    const lines: unknown[] = [];
    expect(cardOf(tool, 1, { log: (...line) => void lines.push(line) })).toBeNull();
    expect(lines).toMatchObject([['warn', expect.anything(), { tool: 'act', cause: 'Error: no card' }]]);
  });
});
