import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4 } from '@ai-sdk/provider';

export const PROVIDERS = [
  'anthropic',
  'openai chat',
  'openai responses',
  'openai compatible',
  'google',
] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export const MODEL_IDS: Record<ProviderName, string> = {
  anthropic: 'claude-haiku-5-5',
  'openai chat': 'gpt-5.6-luna',
  'openai responses': 'gpt-5.6-luna',
  'openai compatible': 'openai/gpt-5.6-luna',
  google: 'gemini-flash-latest',
};

/** The real provider of the AI SDK, talking to a server at `url`. */
export function providerModel(provider: ProviderName, url: string): LanguageModelV4 {
  const settings = { apiKey: 'not-a-key', baseURL: `${url}/v1` };
  switch (provider) {
    case 'anthropic':
      return createAnthropic(settings)(MODEL_IDS[provider]);
    case 'openai chat':
      return createOpenAI(settings).chat(MODEL_IDS[provider]);
    case 'openai responses':
      return createOpenAI(settings).responses(MODEL_IDS[provider]);
    case 'openai compatible':
      return createOpenAICompatible({ ...settings, name: 'openrouter', includeUsage: true })(
        MODEL_IDS[provider],
      );
    case 'google':
      return createGoogle({ ...settings, baseURL: `${url}/v1beta` })(MODEL_IDS[provider]);
  }
}

export interface TestServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface Proxy extends TestServer {
  readonly exchanges: readonly { readonly request: string; readonly answer: string }[];
}

/** A proxy to `target` that sends the bytes of each whole answer on by `send`. */
export async function proxyTo(
  target: string,
  send: (answer: Uint8Array, response: ServerResponse) => void = (answer, response) => response.end(answer),
): Promise<Proxy> {
  const exchanges: { request: string; answer: string }[] = [];
  const server = await listen(async (request, response) => {
    const body: Uint8Array[] = [];
    for await (const chunk of request) body.push(chunk as Uint8Array);
    const answer = await fetch(`${target}${request.url ?? ''}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(body),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    exchanges.push({ request: Buffer.concat(body).toString(), answer: Buffer.from(bytes).toString() });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    send(bytes, response);
  });
  return { ...server, exchanges };
}

/**
 * A proxy that passes on the first `maxBytes` of each answer, and then ends it as if it were whole
 * (`clean`) or breaks the connection.
 */
export function cuttingProxy(target: string, maxBytes: number, how: 'clean' | 'broken'): Promise<Proxy> {
  return proxyTo(target, (answer, response) => {
    if (how === 'clean') response.end(answer.slice(0, maxBytes));
    else response.write(answer.slice(0, maxBytes), () => response.destroy());
  });
}

/** A server that answers every request by `handler`. */
export async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<TestServer> {
  const server = createServer((request, response) => {
    Promise.resolve(handler(request, response)).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
