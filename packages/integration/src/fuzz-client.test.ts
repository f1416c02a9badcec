import {
  createChatClient,
  createTransport,
  getPublicInterface,
  type Transport,
  visitorSession,
  visitorSessionKey,
  webPendingStorage,
} from '@agent-chat/client';
import { httpFiles } from '@agent-chat/client/files';
import { createOperatorClient } from '@agent-chat/client/operator';
import { memoryWebStorage } from '@agent-chat/client/test-support';
import { AgentChatError, type MethodParams } from '@agent-chat/protocol';
import { pollutedPrototypes } from '@agent-chat/protocol/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostileTexts } from './support/corpora.js';
import { type SocketRequest, type StubbornServer, startStubbornServer } from './support/stubborn-server.js';

const CONVERSATION = { conversationId: 'c1' };
const MESSAGE: MethodParams<'sendMessage'> = {
  ...CONVERSATION,
  clientRequestId: 'r1',
  parts: [{ type: 'text', partId: 'p1', text: 'Hello' }],
};
const SUBSCRIPTION = { subscriptionId: 's1' };
const KINDS = ['event', 'snapshot', 'draft'] as const;

const texts = hostileTexts();

/** How a promise or the first frame fails. */
async function codeOf(work: Promise<unknown> | AsyncIterable<unknown>): Promise<unknown> {
  try {
    if (work instanceof Promise) return { taken: await work };
    for await (const frame of work) return { taken: frame };
    return 'nothing';
  } catch (error) {
    return AgentChatError.isInstance(error) ? error.code : error;
  }
}

function around(before: string, bytes: Uint8Array, after: string): Uint8Array {
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

describe('the texts of the corpora, byte by byte', () => {
  if (texts === null) {
    it('are not here: neither beside the repository nor where AGENT_CHAT_CORPORA points', () => {
      expect(texts).toBeNull();
    });
    return;
  }

  let server: StubbornServer;
  beforeAll(async () => {
    server = await startStubbornServer();
  });
  afterAll(() => server.close());
  afterEach(() => {
    expect(pollutedPrototypes()).toEqual([]);
  });

  /** What `use` comes to, with a transport of its own. */
  async function using<T>(name: string, use: (transport: Transport) => Promise<T>): Promise<T> {
    const transport = createTransport(name, { url: server.url, token: 'token' });
    try {
      return await use(transport);
    } finally {
      transport.close();
    }
  }

  it('as answers to whatever the client asks for are each a typed error', async () => {
    const { url } = server;
    const operator = createOperatorClient({ url, token: 'token' });
    const files = httpFiles({ url, token: 'token' });
    const place = { url, slug: 'demo' };
    for (const { name, bytes } of texts) {
      const say = (status: number): void =>
        server.says({ status, body: bytes, stream: bytes, messages: () => [] });
      const kept = Buffer.from(bytes).toString('utf8');
      const ask = (): Promise<unknown[]> =>
        Promise.all([
          using('long_poll', (transport) => codeOf(transport.call('sendMessage', MESSAGE))),
          codeOf(operator.call('getConversation', CONVERSATION)),
          codeOf(files.upload('c1', new File(['Hello'], 'note.txt'))),
          codeOf(files.address('a1')),
          codeOf(getPublicInterface(place)),
          // What was kept of a session is as hostile.
          codeOf(
            visitorSession({ ...place, storage: memoryWebStorage({ [visitorSessionKey(place)]: kept }) }),
          ),
        ]);
      say(200);
      const answers = await ask();
      expect(answers, name).toEqual(answers.map(() => 'MalformedFrame'));
      say(503);
      const refusals = await ask();
      expect(refusals, name).toEqual(refusals.map(() => 'Unavailable'));
    }
  });

  it.each(['sse', 'long_poll'])('as frames over %s are each a typed error', async (transport) => {
    for (const [index, { name, bytes }] of texts.entries()) {
      const kind = KINDS[index % KINDS.length] ?? 'event';
      const stream = around(`event: ${kind}\ndata: `, bytes, '\n\n');
      server.says({ status: 200, body: bytes, stream, messages: () => [] });
      const code = await using(transport, (one) => codeOf(one.subscribe(CONVERSATION)));
      // Without any data it is no frame, and the stream just ends.
      const isFrame = bytes.length > 0 && !bytes.includes(0x0a) && !bytes.includes(0x0d);
      expect(isFrame ? ['MalformedFrame'] : ['MalformedFrame', 'ConnectionLost'], name).toContain(code);
    }
  });

  it('as messages of a WebSocket, as results and as frames in them are each a typed error', async () => {
    for (const [index, { name, bytes }] of texts.entries()) {
      const kind = KINDS[index % KINDS.length] ?? 'event';
      const result = ({ id }: SocketRequest): Uint8Array =>
        around(`{"jsonrpc":"2.0","id":${id},"result":`, bytes, '}');
      const good = ({ id }: SocketRequest): Uint8Array =>
        Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, result: SUBSCRIPTION }));
      const frame = around(
        `{"jsonrpc":"2.0","method":"${kind}","params":{"subscriptionId":"s1","frame":`,
        bytes,
        '}}',
      );
      const ways: readonly ((request: SocketRequest) => readonly Uint8Array[])[] = [
        () => [bytes],
        (request) => [result(request)],
        (request) => (request.method === 'subscribe' ? [good(request), frame] : [good(request)]),
      ];
      for (const messages of ways) {
        server.says({ status: 200, body: bytes, stream: bytes, messages });
        const code = await using('websocket', (one) => codeOf(one.subscribe(CONVERSATION)));
        // Of what is no UTF-8 the platform ends the socket by itself.
        expect(['MalformedFrame', 'ConnectionLost'], name).toContain(code);
      }
    }
  });

  it.each(['utf8', 'latin1', 'utf16le'] as const)(
    'as stored commands, read as %s, are left out with a typed warning, and cleared away',
    async (encoding) => {
      const stored = texts.map(({ bytes }) => Buffer.from(bytes).toString(encoding));
      const items = memoryWebStorage(Object.fromEntries(stored.map((text, index) => [`k:${index}`, text])));
      const warnings: unknown[] = [];
      await using('long_poll', async (transport) => {
        const client = createChatClient({
          ...CONVERSATION,
          transport,
          storage: webPendingStorage(items, 'k'),
          onWarning: ({ code }) => warnings.push(code),
        });
        expect(client.getState().pending).toEqual([]);
        expect(warnings).toEqual(stored.map(() => 'InvalidRequest'));
        const sent = codeOf(client.sendMessage({ text: 'Hello' }));
        expect(items.length).toBe(1);
        expect(items.getItem(items.key(0) ?? '')).toContain('Hello');
        client.close();
        expect(await sent).toBe('Aborted');
      });
      // Nor does the list of those that were taken back keep anything from being sent.
      for (const [index, text] of stored.entries()) {
        const pending = webPendingStorage(memoryWebStorage({ 'k;': text }), 'k');
        pending.save([{ clientRequestId: 'r1' }]);
        expect(pending.load(), texts[index]?.name).toEqual([{ clientRequestId: 'r1' }]);
        expect(pending.isTakenBack?.('r1'), texts[index]?.name).toBe(false);
        pending.takeBack?.('r1');
        expect(pending.isTakenBack?.('r1'), texts[index]?.name).toBe(true);
      }
    },
  );
});
