import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { scriptedModel, call, stop, text, toTools } from '../test-support/scripted-model.js';
import { runTurn, TestLog } from '../test-support/test-log.js';
import { defineTool, type Tool } from '../tools/tool.js';
import type { ToolSource } from '../tools/tool-source.js';
import { createAgent } from './create-agent.js';

const PLACE = { tenant: 'default', conversationId: 'c' };
const tool = (name: string) =>
  defineTool({ name, description: name, parameters: z.object({}), run: () => `${name} ran` });
const listing = (...tools: Tool[]): ToolSource => ({ list: async () => ({ tools, failures: [] }) });

describe('an agent with sources of tools', () => {
  it('says which of them is away, and goes on with the others', async () => {
    const away = { source: 'away', message: 'It could not be reached.' };
    const source: ToolSource = { list: async () => ({ tools: [tool('there__go')], failures: [away] }) };
    const model = scriptedModel((_request, step) =>
      step === 0 ? [call('there__go'), toTools] : [text('Done.'), stop],
    );
    const outputs = await runTurn(createAgent({ model, tools: [source] }), new TestLog().say('Hello').open());
    expect(outputs[0]).toEqual({ type: 'step', node: 'away', status: 'error', message: away.message });
    expect(outputs.find(({ type }) => type === 'tool_result')).toMatchObject({ output: 'there__go ran' });
  });

  it('has one tool of each name, its own before those of its sources, and says which it left out', async () => {
    const other = (name: string) => ({ ...tool(name), description: 'Another one.' });
    const warned: unknown[] = [];
    const model = scriptedModel(() => [text('Done.'), stop]);
    const agent = createAgent({
      model,
      tools: [
        listing(other('look'), tool('go'), other('go')),
        tool('look'),
        listing(other('go'), tool('stay')),
      ],
      logger: { log: (level, _message, fields) => void warned.push([level, fields?.['tool']]) },
    });
    const outputs = await runTurn(agent, new TestLog().say('Hello').open());
    expect(outputs.at(-1)).toMatchObject({ type: 'message', finality: 'turn' });
    expect(model.requests[0]?.tools.map(({ name, description }) => [name, description])).toEqual([
      ['look', 'look'],
      ['go', 'go'],
      ['stay', 'stay'],
    ]);
    expect(warned).toEqual(['look', 'go', 'go'].map((name) => ['warn', name]));
  });

  it('ends with its turn while a source does not answer', async () => {
    const abort = new AbortController();
    const silent: ToolSource = {
      list: () => {
        abort.abort();
        return new Promise(() => undefined);
      },
    };
    const model = scriptedModel(() => [text('Done.'), stop]);
    const agent = createAgent({ model, tools: [silent] });
    const log = new TestLog().say('Hello').open();
    expect(await runTurn(agent, log, { signal: abort.signal })).toEqual([]);
    expect(model.requests).toEqual([]);
  });
});

describe('what is wrong with arguments that a person edited', () => {
  const model = scriptedModel(() => []);
  const add = defineTool({
    name: 'add',
    description: 'Adds.',
    parameters: z.object({ a: z.number(), b: z.number() }),
    run: ({ a, b }) => a + b,
  });

  it('is told by the tool', async () => {
    const agent = createAgent({ model, tools: [add] });
    expect(await agent.validateToolArgs?.('add', { a: 1, b: 2 }, PLACE)).toBeNull();
    expect(await agent.validateToolArgs?.('add', { a: 'one' }, PLACE)).toMatchObject({
      code: 'invalid_tool_args',
    });
    expect(await agent.validateToolArgs?.('unknown', {}, PLACE)).toBeNull();
  });

  it('is told by the tool of a source before any turn has asked for it', async () => {
    const agent = createAgent({ model, tools: [tool('look'), listing(add)] });
    expect(await agent.validateToolArgs?.('add', { a: 1, b: 2 }, PLACE)).toBeNull();
    expect(await agent.validateToolArgs?.('add', { a: 'one' }, PLACE)).toMatchObject({
      code: 'invalid_tool_args',
    });
  });
});
