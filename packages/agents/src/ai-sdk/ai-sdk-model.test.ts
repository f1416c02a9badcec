import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createAgent } from '../loop/create-agent.js';
import type { ModelUsage } from '../model/model-usage.js';
import { costOfUsage } from '../models/price.js';
import { instantClock } from '../test-support/manual-clock.js';
import {
  MODEL_IDS,
  PROVIDERS,
  type ProviderName,
  providerModel,
  proxyTo,
} from '../test-support/providers.js';
import {
  closingOf,
  draftedParts,
  loggedTypes,
  runTurn,
  TestLog,
  textOfMessage,
} from '../test-support/test-log.js';
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

const asked = (question: string): TestLog => new TestLog().say(question).open();
const add = defineTool({
  name: 'add',
  description: 'Adds two numbers.',
  parameters: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => ({ sum: a + b }),
});

async function ask(provider: ProviderName, question: string, url = mock.url) {
  const clock = instantClock();
  const model = aiSdkModel(providerModel(provider, url), { clock, random: () => 0 });
  const log = asked(question);
  const outputs = await runTurn(createAgent({ model, tools: [add], systemPrompt: 'Be brief.' }), log);
  return { outputs, closing: closingOf(outputs), waits: clock.waits };
}

/** How the APIs themselves say it, where the mock calls the answer whole. */
function inItsOwnWords(answer: string, finishReason: string): string {
  const detail = finishReason === 'length' ? 'max_output_tokens' : 'content_filter';
  return answer
    .replace(/"stop_reason":"(?!max_tokens)\w+"/, '"stop_reason":"refusal"')
    .replaceAll('response.completed', 'response.incomplete')
    .replace(
      /("type":"response\.incomplete".*?"status":)"\w+"/,
      `$1"incomplete","incomplete_details":{"reason":"${detail}"}`,
    );
}

/** As each API says that of a prompt of 100 tokens 60 were read from a cache; Anthropic wrote 30 more. */
const CACHED: Readonly<Record<ProviderName, object>> = {
  anthropic: {
    input_tokens: 10,
    cache_read_input_tokens: 60,
    cache_creation_input_tokens: 30,
    output_tokens: 7,
  },
  'openai chat': chatUsage(),
  'openai compatible': chatUsage(),
  'openai responses': {
    input_tokens: 100,
    output_tokens: 7,
    total_tokens: 107,
    input_tokens_details: { cached_tokens: 60 },
  },
  google: {
    promptTokenCount: 100,
    candidatesTokenCount: 7,
    totalTokenCount: 107,
    cachedContentTokenCount: 60,
  },
};

function chatUsage(): object {
  return {
    prompt_tokens: 100,
    completion_tokens: 7,
    total_tokens: 107,
    prompt_tokens_details: { cached_tokens: 60 },
  };
}

const costOf = (usage: ModelUsage): number =>
  costOfUsage(usage, { input: 10, output: 5, cacheRead: 1, cacheWrite: 12 });

describe.each(PROVIDERS)('%s', (provider) => {
  it('streams text and reasoning, and closes the turn as complete', async () => {
    mock.onMessage('hello', { content: 'Hello there, how are you?', reasoning: 'A greeting, then.' });
    const { outputs, closing } = await ask(provider, 'hello');
    // Chat Completions has no field for reasoning.
    const thought = provider === 'openai chat' ? [] : [{ type: 'reasoning', text: 'A greeting, then.' }];
    expect(draftedParts(outputs)).toEqual([...thought, { type: 'text', text: 'Hello there, how are you?' }]);
    expect(textOfMessage(closing)).toBe('Hello there, how are you?');
    expect(closing).not.toHaveProperty('outcome');
    expect(outputs.filter(({ type }) => type === 'draft').length).toBeGreaterThan(3);
  });

  it('logs the usage', async () => {
    const usage = {
      prompt_tokens: 11,
      completion_tokens: 7,
      input_tokens: 11,
      output_tokens: 7,
      promptTokenCount: 11,
      candidatesTokenCount: 7,
      totalTokenCount: 18,
    };
    mock.onMessage('hello', { content: 'Hello.', usage });
    const { outputs } = await ask(provider, 'hello');
    expect(outputs.find(({ type }) => type === 'usage')).toMatchObject({
      model: MODEL_IDS[provider],
      inputTokens: 11,
      outputTokens: 7,
    });
  });

  it('logs what the provider had in its cache, as a part of the prompt, and what that cost', async () => {
    mock.onMessage('hello', { content: 'Hello.' });
    const proxy = await proxyTo(mock.url, (answer, response) => {
      const usage = JSON.stringify(CACHED[provider]);
      response.end(
        Buffer.from(answer)
          .toString()
          .replaceAll(/("usage(?:Metadata)?":)\{[^}]*\}/g, `$1${usage}`),
      );
    });
    const model = { ...aiSdkModel(providerModel(provider, proxy.url)), costOf };
    const outputs = await runTurn(createAgent({ model }), asked('hello'));
    await proxy.close();
    // Only Anthropic says what was written.
    const writes = provider === 'anthropic' ? { cacheWriteTokens: 30 } : {};
    const usage = outputs.find(({ type }) => type === 'usage');
    expect(usage).toMatchObject({ inputTokens: 100, outputTokens: 7, cacheReadTokens: 60, ...writes });
    expect(usage).toMatchObject({ costMicroUsd: provider === 'anthropic' ? 555 : 495 });
  });

  it('does a round with tools, and gives the result back in the provider’s own form', async () => {
    mock.on(
      { userMessage: 'add', hasToolResult: false },
      { content: 'I add.', toolCalls: [{ name: 'add', arguments: '{"a":2,"b":3}', id: 'call_7' }] },
    );
    mock.on({ userMessage: 'add', toolResultContains: '5' }, { content: 'It is 5.' });
    const { outputs, closing } = await ask(provider, 'add 2 and 3');
    expect(loggedTypes(outputs).filter((type) => type !== 'usage')).toEqual([
      'message',
      'tool_call',
      'tool_started',
      'tool_result',
      'message',
    ]);
    expect(outputs.find(({ type }) => type === 'tool_call')).toMatchObject({
      name: 'add',
      args: { a: 2, b: 3 },
    });
    expect(textOfMessage(closing)).toBe('It is 5.');
    const body = JSON.stringify(mock.getLastRequest()?.body);
    expect(body).toContain('I add.');
    expect(body).toContain('Be brief.');
  });

  it('streams the input of a tool call as a draft', async () => {
    mock.on(
      { userMessage: 'add', hasToolResult: false },
      { toolCalls: [{ name: 'add', arguments: '{"a":2,"b":3}' }] },
    );
    mock.on({ userMessage: 'add', hasToolResult: true }, { content: 'Done.' });
    const { outputs } = await ask(provider, 'add');
    const drafted = outputs.flatMap((output) => (output.type === 'draft_tool_input' ? [output.append] : []));
    expect(JSON.parse(drafted.join(''))).toEqual({ a: 2, b: 3 });
  });

  it('waits as long as a 429 asks for, and then answers', async () => {
    mock.onMessage('hello', { content: 'Hello.' });
    mock.prependFixture({
      match: { userMessage: 'hello', sequenceIndex: 0 },
      response: { error: { message: 'Slow down.', type: 'rate_limit_error' }, status: 429, retryAfter: 3 },
    });
    const { closing, waits, outputs } = await ask(provider, 'hello');
    expect(textOfMessage(closing)).toBe('Hello.');
    expect(waits).toContain(3000);
    expect(outputs).toContainEqual({ type: 'progress', status: 'retrying' });
  });

  it.each([
    [500, 'provider_error', true, 3],
    [503, 'provider_overloaded', true, 3],
    [429, 'rate_limited', true, 3],
    [401, 'provider_auth', false, 1],
    [404, 'provider_rejected', false, 1],
    [400, 'provider_rejected', false, 1],
  ] as const)('ends as failed after HTTP %i', async (status, code, retryable, requests) => {
    mock.onMessage('hello', { error: { message: 'Incorrect key: sk-not-a-key', type: 'x' }, status });
    const { closing } = await ask(provider, 'hello');
    expect(closing).toMatchObject({ parts: [], outcome: { status: 'failed', reason: { code, retryable } } });
    expect(JSON.stringify(closing)).not.toContain('sk-not-a-key');
    expect(mock.getRequests()).toHaveLength(requests);
  });

  it('does not ask again when the provider wants a longer wait than is bearable', async () => {
    mock.onMessage('hello', { error: { message: 'Later.' }, status: 429, retryAfter: 3600 });
    const { closing } = await ask(provider, 'hello');
    expect(closing.outcome).toMatchObject({ status: 'failed', reason: { code: 'rate_limited' } });
    expect(mock.getRequests()).toHaveLength(1);
  });

  it.each([
    ['length', 'truncated', 'max_tokens'],
    ['content_filter', 'failed', 'refused'],
  ])('does not call an answer whole that ended by %s', async (finishReason, status, code) => {
    mock.onMessage('hello', { content: 'Once upon a', finishReason });
    const proxy = await proxyTo(mock.url, (answer, response) =>
      response.end(inItsOwnWords(Buffer.from(answer).toString(), finishReason)),
    );
    const { closing } = await ask(provider, 'hello', proxy.url);
    await proxy.close();
    expect(closing).toMatchObject({
      parts: [{ text: 'Once upon a' }],
      outcome: { status, reason: { code } },
    });
  });

  it('ends the request when the turn is aborted', async () => {
    mock.onMessage('hello', { content: 'A very long answer. '.repeat(200) }, { latency: 20 });
    const hard = new AbortController();
    const model = aiSdkModel(providerModel(provider, mock.url));
    const outputs = await runTurn(createAgent({ model }), asked('hello'), {
      signal: hard.signal,
      onOutput: ({ type }) => {
        if (type === 'draft') hard.abort();
      },
    });
    expect(outputs.filter(({ type }) => type === 'draft')).toHaveLength(1);
    expect(loggedTypes(outputs)).toEqual([]);
  });
});

describe('malformed tool input', () => {
  it('becomes an error for the model, which may try again', async () => {
    mock.on(
      { userMessage: 'add', hasToolResult: false },
      { toolCalls: [{ name: 'add', arguments: '{"a":2,"b"', id: 'bad' }] },
    );
    mock.on({ userMessage: 'add', toolResultContains: 'invalid_tool_args' }, { content: 'I could not add.' });
    const { outputs, closing } = await ask('openai chat', 'add');
    expect(outputs.find(({ type }) => type === 'tool_call')).toMatchObject({ args: '{"a":2,"b"' });
    expect(loggedTypes(outputs)).not.toContain('tool_started');
    expect(textOfMessage(closing)).toBe('I could not add.');
  });

  it('that breaks off within a string is none the less told', async () => {
    mock.on(
      { userMessage: 'add', hasToolResult: false },
      { toolCalls: [{ name: 'add', arguments: '{"a":"', id: 'bad' }] },
    );
    mock.on({ userMessage: 'add', hasToolResult: true }, { content: 'Sorry.' });
    const { outputs, closing } = await ask('openai responses', 'add');
    expect(outputs.find(({ type }) => type === 'tool_result')).toMatchObject({
      error: { code: 'invalid_tool_args' },
    });
    expect(textOfMessage(closing)).toBe('Sorry.');
  });
});

describe('signed reasoning', () => {
  it('is given back to the model with the result of its call', async () => {
    const call = {
      toolCalls: [{ name: 'add', arguments: '{"a":2,"b":3}' }],
      reasoning: 'I must add.',
      reasoningSignature: 'c2lnbmF0dXJl',
    };
    mock.on({ userMessage: 'add', hasToolResult: false }, call);
    mock.on({ userMessage: 'add', hasToolResult: true }, { content: 'It is 5.' });
    const proxy = await proxyTo(mock.url);
    const model = aiSdkModel(providerModel('anthropic', proxy.url), { reasoning: 'low' });
    const closing = closingOf(await runTurn(createAgent({ model, tools: [add] }), asked('add')));
    await proxy.close();
    expect(textOfMessage(closing)).toBe('It is 5.');
    const second: unknown = JSON.parse(proxy.exchanges[1]?.request ?? '');
    expect(second).toMatchObject({
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'I must add.', signature: 'c2lnbmF0dXJl' },
            { type: 'tool_use', name: 'add', input: { a: 2, b: 3 } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result' }] },
      ],
    });
  });
});
