import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAgent } from '../loop/create-agent.js';
import { instantClock } from '../test-support/manual-clock.js';
import {
  cuttingProxy,
  listen,
  proxyTo,
  PROVIDERS,
  type ProviderName,
  providerModel,
} from '../test-support/providers.js';
import { closingOf, draftedParts, runTurn, TestLog, textOfMessage } from '../test-support/test-log.js';
import { aiSdkModel } from './ai-sdk-model.js';

const ANSWER = 'Hello there, this answer is cut off somewhere in the middle.';
const mock = new LLMock({ port: 0, chunkSize: 6 });
beforeAll(async () => {
  for (const chunks of [1, 2, 3, 4, 5, 7, 9]) {
    mock.onMessage(`cut after ${chunks}.`, { content: ANSWER }, { truncateAfterChunks: chunks });
  }
  mock.onMessage('whole', { content: ANSWER });
  await mock.start();
});
afterAll(() => mock.stop());

async function ask(provider: ProviderName, url: string, question: string) {
  const model = aiSdkModel(providerModel(provider, url), { clock: instantClock(), maxRetries: 1 });
  const outputs = await runTurn(createAgent({ model }), new TestLog().say(question).open());
  return { closing: closingOf(outputs), drafted: draftedParts(outputs) };
}

/** Whatever was shown is kept, and nothing passes for a finished answer. */
function expectInterrupted({ closing, drafted }: Awaited<ReturnType<typeof ask>>): void {
  const shown = textOfMessage(closing);
  expect(ANSWER.startsWith(shown)).toBe(true);
  expect(drafted.map(({ text }) => text).join('')).toBe(shown);
  expect(closing.outcome).toMatchObject(
    shown === ''
      ? { status: 'failed', reason: { retryable: true } }
      : { status: 'truncated', reason: { code: 'stream_truncated', retryable: true } },
  );
}

describe.each(PROVIDERS)('%s', (provider) => {
  it.each([1, 2, 3, 4, 5, 7, 9])(
    'is interrupted when the connection breaks after %i chunks',
    async (chunks) => {
      expectInterrupted(await ask(provider, mock.url, `cut after ${chunks}.`));
    },
  );

  it.each(['clean', 'broken'] as const)(
    'is interrupted at every place where the stream has a %s end',
    async (how) => {
      const probe = await wholeStream(provider);
      let texts = 0;
      for (let bytes = 1; bytes < probe.endsAt; bytes += 61) {
        const proxy = await cuttingProxy(mock.url, bytes, how);
        try {
          const answer = await ask(provider, proxy.url, 'whole');
          expectInterrupted(answer);
          if (textOfMessage(answer.closing) !== '') texts += 1;
        } finally {
          await proxy.close();
        }
      }
      // The cuts did fall into the text, too.
      expect(texts).toBeGreaterThan(2);
    },
  );

  it('is whole when nothing is cut', async () => {
    const { closing } = await ask(provider, mock.url, 'whole');
    expect(textOfMessage(closing)).toBe(ANSWER);
    expect(closing).not.toHaveProperty('outcome');
  });
});

/** Where in the answer's bytes the provider says that it is finished. */
async function wholeStream(provider: ProviderName): Promise<{ endsAt: number }> {
  const proxy = await proxyTo(mock.url);
  await ask(provider, proxy.url, 'whole');
  await proxy.close();
  const raw = proxy.exchanges[0]?.answer ?? '';
  const finish =
    /"stop_reason":"end_turn"|"finish_reason":"stop"|response\.completed|"finishReason":"STOP"/.exec(raw);
  if (finish === null) throw new Error('The stream has no finish.');
  return { endsAt: finish.index };
}

describe('an error that a provider streams', () => {
  const sse = (events: readonly { readonly event?: string; readonly data: unknown }[]): string =>
    events
      .map(
        ({ event, data }) =>
          `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`,
      )
      .join('');
  const begun = [
    {
      event: 'message_start',
      data: {
        type: 'message_start',
        message: {
          id: 'm',
          type: 'message',
          role: 'assistant',
          model: 'claude',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 1, output_tokens: 1 },
        },
      },
    },
    {
      event: 'content_block_start',
      data: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    },
    {
      event: 'content_block_delta',
      data: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello th' } },
    },
  ];
  const overloaded = {
    event: 'error',
    data: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  };

  it('after some text keeps the text and names the error', async () => {
    const server = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(sse([...begun, overloaded]));
    });
    const { closing } = await ask('anthropic', server.url, 'hello');
    await server.close();
    expect(closing).toMatchObject({
      parts: [{ type: 'text', text: 'Hello th' }],
      outcome: { status: 'truncated', reason: { code: 'provider_overloaded', retryable: true } },
    });
  });

  it('before any text is tried again', async () => {
    let requests = 0;
    const server = await listen((_request, response) => {
      requests += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(sse([...begun.slice(0, 1), overloaded]));
    });
    const { closing } = await ask('anthropic', server.url, 'hello');
    await server.close();
    expect(requests).toBe(2);
    expect(closing).toMatchObject({
      parts: [],
      outcome: { status: 'failed', reason: { code: 'provider_overloaded' } },
    });
  });

  it('a server that cannot be reached is a failure that may pass', async () => {
    const server = await listen(() => undefined);
    await server.close();
    const { closing } = await ask('openai chat', server.url, 'hello');
    expect(closing).toMatchObject({
      parts: [],
      outcome: { status: 'failed', reason: { code: 'provider_unreachable', retryable: true } },
    });
  });
});
