import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createAgent } from '../loop/create-agent.js';
import { instantClock } from '../test-support/manual-clock.js';
import {
  cuttingProxy,
  PROVIDERS,
  type ProviderName,
  providerModel,
  proxyTo,
} from '../test-support/providers.js';
import { closingOf, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import { defineTool } from '../tools/tool.js';
import { aiSdkModel } from './ai-sdk-model.js';

const mock = new LLMock({ port: 0, chunkSize: 6 });
beforeAll(async () => void (await mock.start()));
afterAll(() => mock.stop());
beforeEach(() => {
  mock.clearFixtures();
  mock.clearRequests();
  mock.resetMatchCounts();
});

function world() {
  const ran: string[] = [];
  const add = defineTool({
    name: 'add',
    description: 'Adds two numbers.',
    parameters: z.object({ a: z.number(), b: z.number() }),
    run({ a, b }) {
      ran.push(`${a}+${b}`);
      return { sum: a + b };
    },
  });
  return { ran, add };
}

async function ask(provider: ProviderName, url = mock.url) {
  const { ran, add } = world();
  const model = aiSdkModel(providerModel(provider, url), { clock: instantClock(), maxRetries: 1 });
  const outputs = await runTurn(createAgent({ model, tools: [add] }), new TestLog().say('add').open());
  return { outputs, ran, closing: closingOf(outputs) };
}

const calls = [
  { name: 'add', arguments: '{"a":2,"b":3}', id: 'call_1' },
  { name: 'add', arguments: '{"a":40,"b":5}', id: 'call_2' },
  { name: 'add', arguments: '{"a":600,"b":7}', id: 'call_3' },
];
const asksForTools = (...toolCalls: typeof calls): void => {
  mock.on({ userMessage: 'add', hasToolResult: false }, { content: 'I add.', toolCalls });
  mock.on({ userMessage: 'add', hasToolResult: true }, { content: 'Done.' });
};

describe.each(PROVIDERS)('%s', (provider) => {
  it('asks for several tools in one step, and is given every result with its call', async () => {
    asksForTools(...calls);
    const proxy = await proxyTo(mock.url);
    const { ran, closing, outputs } = await ask(provider, proxy.url);
    await proxy.close();
    expect(ran).toEqual(['2+3', '40+5', '600+7']);
    const logged = outputs.flatMap((output) => (output.type === 'tool_call' ? [output.args] : []));
    expect(logged).toEqual([
      { a: 2, b: 3 },
      { a: 40, b: 5 },
      { a: 600, b: 7 },
    ]);
    expect(textOfMessage(closing)).toBe('Done.');
    const second = proxy.exchanges[1]?.request.replaceAll('\\', '') ?? '';
    for (const sum of [5, 45, 607]) expect(second).toContain(`"sum":${sum}`);
  });

  it('takes a conversation in which another model called tools by ids and names that it refuses', async () => {
    mock.onMessage('and now', { content: 'Now.' });
    const log = new TestLog().say('add').open();
    for (const toolCallId of ['functions.add:0', 'functions.add:0~2', 'x'.repeat(100)]) {
      log.take({ type: 'tool_call', toolCallId, name: 'functions.add<|to|>', args: {} });
      log.take({ type: 'tool_result', toolCallId, output: 5 });
    }
    log.take({ type: 'message', parts: [{ type: 'text', text: 'Five.' }], finality: 'turn' });
    const proxy = await proxyTo(mock.url);
    const model = aiSdkModel(providerModel(provider, proxy.url));
    const closing = closingOf(await runTurn(createAgent({ model }), log.say('and now').open()));
    await proxy.close();
    expect(textOfMessage(closing)).toBe('Now.');
    const { request = '' } = proxy.exchanges[0] ?? {};
    const told = (keys: string): string[] =>
      [...request.matchAll(new RegExp(`"(?:${keys})":"([^"]*)"`, 'g'))].map(([, value = '']) => value);
    expect(new Set(told('name'))).toEqual(new Set(['functions_add_to_']));
    const ids = told('id|call_id');
    // Google calls both by one name.
    const answered = provider === 'google' ? ids : told('tool_use_id|tool_call_id|call_id');
    expect(new Set(ids).size).toBe(3);
    expect(new Set(answered)).toEqual(new Set(ids));
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
  });

  it('is asked with whole characters only, whatever a person, a tool or a model has cut through', async () => {
    mock.onMessage('and now', { content: 'Now.' });
    const [half, cut] = ['\ud83d', 'A cut \ud83d'];
    const log = new TestLog().say(cut).open();
    log.take({ type: 'tool_call', toolCallId: 'a', name: 'add', args: { [half]: cut, deep: [cut] } });
    log.take({ type: 'tool_result', toolCallId: 'a', output: { text: cut, whole: 'A \ud83d\ude00' } });
    log.take({ type: 'tool_call', toolCallId: 'b', name: 'add', args: {} });
    log.take({
      type: 'tool_result',
      toolCallId: 'b',
      error: { code: 'no', message: `${half}${half}`, retryable: false },
    });
    log.take({ type: 'message', parts: [{ type: 'text', text: `Five. \ude00` }], finality: 'turn' });
    const proxy = await proxyTo(mock.url);
    const model = aiSdkModel(providerModel(provider, proxy.url));
    const { add } = world();
    const tool = { ...add, description: cut };
    const agent = createAgent({ model, tools: [tool], systemPrompt: cut });
    const closing = closingOf(await runTurn(agent, log.say('and now').open()));
    await proxy.close();
    expect(textOfMessage(closing)).toBe('Now.');
    const { request = '' } = proxy.exchanges[0] ?? {};
    const strings: string[] = [];
    JSON.parse(request, (key, value: unknown) => {
      strings.push(key, ...(typeof value === 'string' ? [value] : []));
      return value;
    });
    // Arguments and results are JSON within JSON for some.
    expect(strings.filter((text) => !text.isWellFormed() || /\\ud[89a-f]/i.test(text))).toEqual([]);
    expect(request).toContain('A \ud83d\ude00');
  });

  it('answers after a failure of the server, without a trace of it in the answer', async () => {
    mock.onMessage('add', { content: 'Here I am.' });
    mock.prependFixture({
      match: { userMessage: 'add', sequenceIndex: 0 },
      response: { error: { message: 'Internal error', type: 'server_error' }, status: 500 },
    });
    const { closing, outputs } = await ask(provider);
    expect(textOfMessage(closing)).toBe('Here I am.');
    expect(closing).not.toHaveProperty('outcome');
    expect(outputs).toContainEqual({ type: 'progress', status: 'retrying' });
    expect(mock.getRequests()).toHaveLength(2);
  });

  it('runs nothing of a call that was cut off, wherever that was', async () => {
    asksForTools(calls[0]!);
    const probe = await proxyTo(mock.url);
    await ask(provider, probe.url);
    await probe.close();
    const answer = probe.exchanges[0]?.answer ?? '';
    const finish =
      /"stop_reason":"tool_use"|"finish_reason":"tool_calls"|response\.completed|"finishReason":"\w+"/.exec(
        answer,
      );
    if (finish === null) throw new Error('The stream has no finish.');
    let cuts = 0;
    for (let bytes = 20; bytes < finish.index; bytes += 31) {
      const proxy = await cuttingProxy(mock.url, bytes, cuts % 2 === 0 ? 'clean' : 'broken');
      const { ran, closing } = await ask(provider, proxy.url);
      await proxy.close();
      cuts += 1;
      expect(ran).toEqual([]);
      expect(closing.outcome?.status).toMatch(/^(?:truncated|failed)$/);
      expect(closing.outcome?.reason?.retryable).toBe(true);
    }
    expect(cuts).toBeGreaterThan(2);
  });
});

// Google's arguments are JSON within JSON: there they cannot be malformed.
describe.each(PROVIDERS.filter((provider) => provider !== 'google'))('malformed input of %s', (provider) => {
  it('is told to the model, which goes on, and runs nothing', async () => {
    asksForTools({ name: 'add', arguments: '{"a":2,"b"', id: 'bad' });
    const { ran, closing, outputs } = await ask(provider);
    expect(ran).toEqual([]);
    expect(outputs.find(({ type }) => type === 'tool_result')).toMatchObject({
      error: { code: 'invalid_tool_args' },
    });
    expect(textOfMessage(closing)).toBe('Done.');
  });
});
