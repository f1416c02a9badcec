import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { call, scriptedModel, stop, text, toTools } from '../test-support/scripted-model.js';
import { closingOf, runTurn, TestLog } from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { createAgent } from './create-agent.js';

/** Tools that note when they begin and end; those of `together` end only when all of them have begun. */
function world(together: number) {
  const notes: string[] = [];
  const met = Promise.withResolvers<void>();
  let begun = 0;
  const parameters = z.object({ id: z.string() });
  const look = defineTool({
    name: 'look',
    description: 'Reads.',
    parameters,
    readOnly: true,
    async run({ id }) {
      notes.push(`look ${id}`);
      begun += 1;
      if (begun === together) met.resolve();
      await met.promise;
      return id;
    },
  });
  const write = defineTool({
    name: 'write',
    description: 'Changes.',
    parameters,
    async run({ id }) {
      notes.push(`write ${id}`);
      await Promise.resolve();
      notes.push(`written ${id}`);
      return id;
    },
  });
  return { notes, tools: [look, write] };
}

const asking = (...calls: readonly (readonly [name: string, id: string])[]) =>
  scriptedModel((_request, step) =>
    step === 0 ? [...calls.map(([name, id]) => call(name, { id }, id)), toTools] : [text('Done.'), stop],
  );

describe('several calls of one step', () => {
  it('run at the same time where they only read, and all are answered', async () => {
    const { tools } = world(3);
    const model = asking(['look', 'a'], ['look', 'b'], ['look', 'c']);
    const outputs = await runTurn(createAgent({ model, tools }), new TestLog().say('Look.').open());
    expect(outputs.filter(({ type }) => type === 'tool_result')).toHaveLength(3);
    expect(closingOf(outputs)).not.toHaveProperty('outcome');
    const results = model.requests[1]?.messages.filter(({ role }) => role === 'tool');
    expect(results).toMatchObject([
      { toolCallId: 'a', result: { output: 'a' } },
      { toolCallId: 'b', result: { output: 'b' } },
      { toolCallId: 'c', result: { output: 'c' } },
    ]);
  });

  it('run one by one, in their order, where they may change something', async () => {
    const { tools, notes } = world(1);
    const model = asking(['look', 'a'], ['write', 'b'], ['write', 'c'], ['look', 'd']);
    await runTurn(createAgent({ model, tools }), new TestLog().say('Write.').open());
    expect(notes).toEqual(['look a', 'write b', 'written b', 'write c', 'written c', 'look d']);
  });

  it('are at most eight at a time', async () => {
    const { tools, notes } = world(8);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const model = asking(...ids.map((id) => ['look', id] as const));
    const seen: number[] = [];
    await runTurn(createAgent({ model, tools }), new TestLog().say('Look.').open(), {
      onOutput: ({ type }) => {
        if (type === 'tool_result') seen.push(notes.length);
      },
    });
    expect(seen[0]).toBe(8);
    expect(seen).toHaveLength(9);
  });

  it('of which one fails leave the others their answers', async () => {
    const { tools } = world(2);
    const model = asking(['look', 'a'], ['none', 'x'], ['look', 'b']);
    const reading = defineTool({
      name: 'none',
      description: 'Fails.',
      parameters: z.object({}),
      readOnly: true,
      run: () => {
        throw new Error('No.');
      },
    });
    const agent = createAgent({ model, tools: [...tools, reading] });
    const outputs = await runTurn(agent, new TestLog().say('Look.').open());
    const results = outputs.filter(({ type }) => type === 'tool_result');
    expect(results).toHaveLength(3);
    expect(results).toContainEqual(expect.objectContaining({ toolCallId: 'x', error: expect.anything() }));
  });

  it('are given the turn with their ids, by which a call of an answer that is written again is another', async () => {
    const places: unknown[] = [];
    const send = defineTool({
      name: 'send',
      description: 'Sends.',
      parameters: z.object({}),
      run: (_args, { call: place }) => {
        places.push(place);
        return 'sent';
      },
    });
    const ask = () =>
      createAgent({
        tools: [send],
        model: scriptedModel((_request, step) =>
          step === 0 ? [call('send', {}, 'call_0'), toTools] : [text('Done.'), stop],
        ),
      });
    // Of the answer that is replaced the agent is shown nothing.
    for (const log of [new TestLog().say('Send.').open(), new TestLog().say('Send.').open().open()]) {
      await runTurn(ask(), log);
    }
    expect(places).toEqual([
      { tenant: 'default', conversationId: 'c', turn: 2, toolCallId: 'call_0', agentId: 'bot' },
      { tenant: 'default', conversationId: 'c', turn: 3, toolCallId: 'call_0', agentId: 'bot' },
    ]);
  });

  it('log what was found when a person pauses the work between them', async () => {
    const { tools } = world(1);
    const model = asking(['look', 'a'], ['look', 'b']);
    const outputs = await runTurn(createAgent({ model, tools }), new TestLog().say('Look.').open(), {
      control: {
        async startTool(toolCallId) {
          if (toolCallId === 'b') throw new AgentChatError('Paused', 'Somebody has paused it.');
          return { status: 'started', seq: 1, args: { id: toolCallId }, attempt: 1 };
        },
      },
    });
    expect(outputs.filter(({ type }) => type === 'tool_result')).toMatchObject([{ toolCallId: 'a' }]);
    expect(closingOf(outputs).outcome).toMatchObject({ status: 'stopped', reason: { code: 'paused' } });
  });
});
