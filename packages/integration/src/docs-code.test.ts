import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createChatClient, type Transport } from '@agent-chat/client';
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import type { MethodParams } from '@agent-chat/protocol';
import { createServer, type IdentityOptions, type ServerOptions } from '@agent-chat/server';
import { attachWebSocket, createRequestListener, listen } from '@agent-chat/server/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeBlocks, documentation } from './support/documentation.js';
import { createDocumentedCode, type DocumentedCode } from './support/documented-code.js';

// A reader pastes what the documentation shows. Fragments stand indented in lists, and are not here.

const blocks = documentation().flatMap(codeBlocks);
const typescript = blocks.filter(({ language }) => language === 'ts');
const programs = typescript.filter(({ prints }) => prints !== undefined);

let code: DocumentedCode;
beforeAll(() => {
  code = createDocumentedCode(typescript);
});
afterAll(() => code.remove());

describe('the TypeScript of the documentation', () => {
  it('compiles', () => {
    expect(typescript.length).toBeGreaterThan(40);
    expect(code.faults()).toEqual([]);
  }, 240_000);

  it.each(programs)('of $page prints what it says, at line $line', async (block) => {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...words) => {
      printed.push(words.join(' '));
    });
    await import(/* @vite-ignore */ pathToFileURL(code.fileOf(block)).href).finally(() => log.mockRestore());
    expect(`${printed.join('\n')}\n`).toBe(block.prints);
  });

  const load = (page: string, what: string): Promise<Record<string, unknown>> => {
    const block = typescript.find((each) => each.page === page && each.code.includes(what));
    if (block === undefined) throw new TypeError(`${page} shows no ${what}.`);
    return import(/* @vite-ignore */ pathToFileURL(code.fileOf(block)).href) as Promise<
      Record<string, unknown>
    >;
  };

  it('signs a token for somebody who has logged in that its server takes', async ({ onTestFinished }) => {
    vi.stubEnv(
      'CHAT_IDENTITY_SECRET',
      Buffer.from('forty-eight bytes of a secret that nobody knows.').toString('base64url'),
    );
    onTestFinished(() => void vi.unstubAllEnvs());
    const { identity } = (await load('docs/sessions.md', 'const identity')) as { identity: IdentityOptions };
    const { identityToken } = (await load('docs/sessions.md', 'function identityToken')) as {
      identityToken: (userId: string, name: string) => string;
    };
    const { server, close } = serverWith({ identity });
    onTestFinished(close);
    const begin = (token: string): Promise<Response> =>
      server.fetch(
        new Request('http://localhost/api/public/interfaces/support/sessions', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ identityToken: token }),
        }),
      );
    expect((await begin(identityToken('ada', 'Ada'))).status).toBe(200);
    expect((await begin(`${identityToken('ada', 'Ada')}x`)).status).toBe(401);
  });

  it('takes a turn with nothing but HTTP', async ({ onTestFinished }) => {
    const { answerOverHttp } = (await load('docs/remote-agents.md', 'answerOverHttp')) as {
      answerOverHttp: (conversation: string, token: string, text: string) => Promise<void>;
    };
    const { server, orchestrator, close } = serverWith({
      authenticate: async () => ({ kind: 'agent', tenant: 'default', participantId: 'bot' }),
    });
    onTestFinished(close);
    const listener = await listen({ server, port: 0 });
    onTestFinished(() => listener.close());
    const ada = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
    const { conversationId } = await ada.call('createConversation', {
      clientRequestId: 'create',
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    const parts = [{ type: 'text' as const, partId: 'p1', text: 'Hello' }];
    await ada.call('sendMessage', { conversationId, clientRequestId: 'say', parts });
    await answerOverHttp(`${listener.url}/api/conversations/${conversationId}`, 'any', 'Hello yourself.');
    const { events } = await ada.call('getEvents', { conversationId });
    expect(events.at(-1)).toMatchObject({
      author: 'bot',
      finality: 'turn',
      payload: { outcome: { status: 'complete' } },
    });
  });

  it('has a client whose server is reached by a line of its own', async ({ onTestFinished }) => {
    const { transportOver } = (await load('docs/client.md', 'transportOver')) as {
      transportOver: (line: object) => Transport;
    };
    const { orchestrator, close } = serverWith({});
    onTestFinished(close);
    const ada = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
    const { conversationId } = await ada.call('createConversation', {
      clientRequestId: 'create',
      participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
    });
    const passed = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    const line = {
      ask: async (method: 'sendMessage', params: MethodParams<'sendMessage'>) =>
        passed(await ada.call(method, passed(params))),
      async *listen(params: MethodParams<'subscribe'>, signal: AbortSignal) {
        for await (const frame of ada.subscribe(params, { signal })) {
          yield { kind: 'unheard_of', data: 'a later version says so' };
          yield passed(frame);
        }
      },
    };
    const client = createChatClient({ transport: transportOver(line), conversationId });
    onTestFinished(() => client.close());
    client.connect();
    await client.sendMessage({ text: 'Hello' });
    await vi.waitFor(() => {
      const { connection, conversation } = client.getState();
      expect([connection.status, conversation?.control.lastTurn]).toEqual(['live', 1]);
    });
  });

  it('ends a server inside of one of your own, with those who read along', async ({ onTestFinished }) => {
    const { shutDown } = (await load('docs/server.md', 'function shutDown')) as {
      shutDown: (http: HttpServer, cut: () => void, of: ReturnType<typeof serverWith>) => Promise<void>;
    };
    const of = serverWith({
      authenticate: async () => ({ kind: 'operator', tenant: 'default', participantId: 'olga' }),
    });
    const answer = createRequestListener(of.server);
    const http = createHttpServer((request, response) => void answer(request, response));
    onTestFinished(() => http.closeAllConnections());
    const cut = attachWebSocket(http, { server: of.server });
    await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const stream = await fetch(`${url}/api/events/stream`, { headers: { authorization: 'Bearer any' } });
    await shutDown(http, cut, of);
    expect(await stream.text()).toContain('event: bye');
    expect(http.listening).toBe(false);
    await expect(of.store.events.newestPosition()).rejects.toMatchObject({ code: 'Unavailable' });
  });

  it('has programs that run', () => {
    expect(programs.length).toBeGreaterThan(3);
  });
});

function serverWith(options: Partial<ServerOptions>) {
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({ store, agents: {} });
  const participants = [{ participantId: 'bot', kind: 'agent' as const, displayName: 'Bot' }];
  const server = createServer({
    orchestrator,
    store,
    interfaces: [
      {
        slug: 'support',
        title: 'Support',
        description: null,
        welcomeMessage: 'Hello.',
        placeholderText: 'Write',
        suggestedPrompts: [],
        persistenceType: 'session',
        participants,
      },
    ],
    ...options,
  });
  return { server, orchestrator, store, close: () => orchestrator.close() };
}
