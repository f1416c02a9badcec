import { createManualClock } from '@agent-chat/core/testing';
import { CONTRACT, type ConversationMethod, type MethodName } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { bearerToken } from '../methods/authenticator.js';
import { METHOD_ROWS } from '../test-support/authorization/method-rows.js';
import { RpcClient } from '../test-support/rpc-client.js';
import {
  bodyOf,
  OPERATOR_TOKEN,
  type Session,
  startTestServer,
  type TestServer,
} from '../test-support/test-server.js';
import { type CallLimits, CALL_KINDS, type CallKind, KIND_OF_CALL } from './call-limits.js';

const SESSIONS = '/api/public/interfaces/demo/sessions';
const LIMITED = Object.entries(KIND_OF_CALL).filter(([, kind]) => kind !== null && kind !== 'messages') as [
  ConversationMethod,
  CallKind,
][];
const limits = (calls: number): CallLimits =>
  Object.fromEntries(CALL_KINDS.map((kind) => [kind, { calls, windowSeconds: 60 }]));

let requests = 0;
function paramsOf(method: MethodName, conversationId: string): Readonly<Record<string, unknown>> {
  requests += 1;
  const clientRequestId = `request ${requests}`;
  return METHOD_ROWS[method].params({
    conversationId,
    clientRequestId,
    interfaceId: 'none',
    scenarioId: 'none',
    sessionId: 'none',
    caller: 'none',
  });
}

async function codesOf(
  server: TestServer,
  token: string,
  conversationId: string,
  methods: readonly MethodName[],
): Promise<string[]> {
  const socket = await RpcClient.authenticated(server, token);
  const answers = await Promise.all(
    methods.map((method) => socket.call(method, paramsOf(method, conversationId))),
  );
  return answers.map(({ error }) => error?.data.code ?? 'ok');
}

const tooMany = (codes: readonly string[]): number => codes.filter((code) => code === 'RateLimited').length;

describe('what is no message', () => {
  it('has a kind for whatever people may do that is no read', () => {
    const reads = ['getConversation', 'listConversations', 'getEvents', 'getHydratedConversation'];
    const ofPeople = (Object.keys(KIND_OF_CALL) as ConversationMethod[]).filter((method) =>
      CONTRACT[method].callers.some((caller) => caller === 'visitor' || caller === 'member'),
    );
    expect(ofPeople.filter((method) => KIND_OF_CALL[method] === null)).toEqual(reads);
  });

  it.each(LIMITED.filter(([method]) => CONTRACT[method].callers.some((caller) => caller === 'visitor')))(
    'by a visitor is limited exactly, in a crowd too: %s as one of %s',
    async (method, kind) => {
      const server = await startTestServer({ callLimits: limits(3) });
      const session = await server.createSession();
      const { conversationId, sessionToken } = session;
      const others = LIMITED.filter(([, of]) => of === kind).map(([name]) => name);
      const crowd = Array.from({ length: 10 }, () => method);
      const [one, two] = await Promise.all([
        codesOf(server, sessionToken, conversationId, crowd),
        codesOf(server, sessionToken, conversationId, crowd),
      ]);
      expect(tooMany([...one, ...two])).toBe(17);
      // All of its kind together, and of nobody else's.
      expect(tooMany(await codesOf(server, sessionToken, conversationId, others))).toBe(others.length);
      const stranger = await server.createSession();
      const theirs = await codesOf(server, stranger.sessionToken, stranger.conversationId, [method]);
      expect(tooMany(theirs)).toBe(0);
    },
  );

  it('by a member is limited over all their conversations, and by an operator it is not', async () => {
    const server = await startTestServer({
      callLimits: limits(2),
      authenticate: async ({ headers }) => {
        const kind = headers.get('authorization') === 'Bearer member' ? 'member' : 'operator';
        return { kind, tenant: 'default', participantId: kind };
      },
    });
    for (const [kind, refused] of [
      ['member', 3],
      ['operator', 0],
    ] as const) {
      for (const method of ['createConversation', 'renameConversation', 'addNote'] as const) {
        const codes = await codesOf(
          server,
          kind,
          'none',
          Array.from({ length: 5 }, () => method),
        );
        expect(tooMany(codes), `${method} by ${kind}`).toBe(refused);
      }
    }
  });

  it.each(['visitor', 'member'] as const)(
    'by a %s whom the host knows without a session is limited by who they are, messages too',
    async (kind) => {
      const server = await startTestServer({
        callLimits: limits(2),
        memberLimit: { messages: 2, windowSeconds: 60 },
        authenticate: async ({ headers }) => {
          const participantId = bearerToken(headers) ?? '';
          const base = { tenant: 'default', participantId };
          return kind === 'visitor' ? { ...base, kind, conversationId: 'none' } : { ...base, kind };
        },
      });
      const methods = [...LIMITED.map(([method]) => method), 'sendMessage'] as const;
      for (const method of methods.filter((each) =>
        CONTRACT[each].callers.some((caller) => caller === kind),
      )) {
        // By two sockets: it is the same person.
        const crowd = Array.from({ length: 3 }, () => method);
        const who = `ada ${method}`.replaceAll(' ', '-');
        const codes = await Promise.all([
          codesOf(server, who, 'none', crowd),
          codesOf(server, who, 'none', crowd),
        ]);
        expect(tooMany(codes.flat()), method).toBe(4);
        expect(tooMany(await codesOf(server, `another-${who}`, 'none', [method])), method).toBe(0);
      }
    },
  );

  it('says when to come back, and counts a retry once', async () => {
    const time = createManualClock(Date.now());
    const server = await startTestServer({ time, callLimits: { feedback: { calls: 2, windowSeconds: 30 } } });
    const { conversationId, sessionToken: token } = await server.createSession();
    const rate = (clientRequestId: string) =>
      server.call('POST', `/api/conversations/${conversationId}/feedback`, {
        token,
        body: { clientRequestId, messageId: 'none', rating: 'up' },
      });
    for (let count = 0; count < 5; count += 1) expect((await rate('the same')).status).toBe(404);
    time.advance(10_000);
    expect((await rate('another')).status).toBe(404);
    const refused = await rate('one too many');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '20']);
    expect(await bodyOf(refused)).toMatchObject({
      code: 'RateLimited',
      retryable: true,
      details: { kind: 'feedback', limit: 2, windowSeconds: 30, retryAfterMs: 20_000 },
    });
    time.advance(20_000);
    expect((await rate('in time')).status).toBe(404);
  });

  it('is as often as they like where the host says so', async () => {
    const server = await startTestServer({ callLimits: { typing: null } });
    const { conversationId, sessionToken } = await server.createSession();
    const codes = await codesOf(
      server,
      sessionToken,
      conversationId,
      Array.from({ length: 150 }, () => 'setTyping' as const),
    );
    expect(tooMany(codes)).toBe(0);
  });
});

describe('attempts to come back', () => {
  it('are limited by address, with good tokens and with bad ones', async () => {
    const server = await startTestServer({ callLimits: { returns: { calls: 4, windowSeconds: 60 } } });
    let { persistenceToken } = await server.createSession();
    for (let count = 0; count < 2; count += 1) {
      const response = await server.call('POST', SESSIONS, { body: { persistenceToken } });
      ({ persistenceToken } = (await response.json()) as Session);
    }
    for (const body of [{ persistenceToken: 'acp_made_up' }, { identityToken: 'a.b.c' }]) {
      expect((await server.call('POST', SESSIONS, { body })).status).toBe(401);
    }
    const refused = await server.call('POST', SESSIONS, { body: { persistenceToken } });
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 60]);
    expect((await server.call('POST', SESSIONS, {})).status).toBe(200);
  });
});

describe('whole conversations', () => {
  const start = async (options: Parameters<typeof startTestServer>[0]) => {
    const server = await startTestServer(options);
    const { conversationId } = await server.createSession();
    const exported = () =>
      server.call('GET', `/api/conversations/${conversationId}/export`, { token: OPERATOR_TOKEN });
    const imported = (body: BodyInit) =>
      fetch(`${server.url}/api/conversation-imports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
        body,
        duplex: 'half',
      } as RequestInit);
    return { exported, imported };
  };

  it('are exported and imported so often by an operator', async () => {
    const { exported, imported } = await start({ callLimits: limits(2), limits: { maxImportBytes: 1_000 } });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await exported()).status);
    for (let count = 0; count < 3; count += 1) statuses.push((await imported('x'.repeat(1_001))).status);
    expect(statuses).toEqual([200, 200, 429, 413, 413, 429]);
  });

  it('are imported so many at the same time', async () => {
    const { exported, imported } = await start({
      callLimits: { imports: null },
      limits: { maxImportsAtOnce: 1 },
    });
    const whole = await (await exported()).text();
    const slow = new TransformStream<Uint8Array, Uint8Array>();
    const first = imported(slow.readable);
    const writer = slow.writable.getWriter();
    await writer.write(new TextEncoder().encode(whole));
    // The first holds the place until its body has ended.
    await expect.poll(async () => (await imported('')).status, { timeout: 20_000 }).toBe(429);
    expect(await bodyOf(await imported(''))).toMatchObject({
      code: 'RateLimited',
      details: { maxImportsAtOnce: 1 },
    });
    await writer.close();
    await first;
    expect((await imported('')).status).toBe(400);
  });
});
