import { describe, expect, it, onTestFinished } from 'vitest';
import { createAgent } from '../loop/create-agent.js';
import { listen, providerModel, type ProviderName } from '../test-support/providers.js';
import { instantClock } from '../test-support/manual-clock.js';
import { closingOf, runTurn, TestLog } from '../test-support/test-log.js';
import { aiSdkModel } from './ai-sdk-model.js';

/** As Google answers a key that it does not know. */
const WRONG_KEY = {
  error: {
    code: 400,
    message: 'API key not valid. Please pass a valid API key.',
    status: 'INVALID_ARGUMENT',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
      { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US' },
    ],
  },
};

async function ask(provider: ProviderName, status: number, body: string) {
  let requests = 0;
  const server = await listen((_request, response) => {
    requests += 1;
    const contentType = status === 200 ? 'text/event-stream' : 'application/json';
    response.writeHead(status, { 'content-type': contentType });
    response.end(body);
  });
  onTestFinished(() => server.close());
  const model = aiSdkModel(providerModel(provider, server.url), { clock: instantClock(), random: () => 0 });
  const outputs = await runTurn(createAgent({ model }), new TestLog().say('hello').open());
  return { reason: closingOf(outputs).outcome?.reason, requests };
}

const streamed = (error: object): string =>
  `data: ${JSON.stringify({ id: 'gen-1', provider: 'Some', error, choices: [] })}\n\n`;

describe('what a provider says of an error', () => {
  it.each([
    ['google', WRONG_KEY],
    ['openai compatible', [WRONG_KEY]],
  ] as const)('by %s tells a wrong key, though its status does not', async (provider, body) => {
    const { reason, requests } = await ask(provider, 400, JSON.stringify(body));
    expect(reason).toMatchObject({ code: 'provider_auth', retryable: false });
    expect(requests).toBe(1);
  });

  it.each([
    [401, 'provider_auth', false, 1],
    [402, 'provider_quota', false, 1],
    [400, 'provider_rejected', false, 1],
    [429, 'rate_limited', true, 3],
    [503, 'provider_overloaded', true, 3],
    [500, 'provider_error', true, 3],
  ] as const)(
    'in its stream, as the number %i, counts as that status',
    async (code, told, retryable, times) => {
      const { reason, requests } = await ask(
        'openai compatible',
        200,
        streamed({ code, message: 'The reason in words.' }),
      );
      expect(reason).toMatchObject({ code: told, retryable });
      expect(requests).toBe(times);
    },
  );

  it('in its stream, without a status, is a fault of the provider', async () => {
    const { reason } = await ask('openai compatible', 200, streamed({ code: 7, message: 'Odd.' }));
    expect(reason).toMatchObject({ code: 'provider_error', retryable: true });
  });
});
