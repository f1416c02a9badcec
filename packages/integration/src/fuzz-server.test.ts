import { isUtf8 } from 'node:buffer';
import type { Logger } from '@agent-chat/core';
import { isErrorBody } from '@agent-chat/protocol';
import { pollutedPrototypes } from '@agent-chat/protocol/test-support';
import type { RpcResponse } from '@agent-chat/protocol/wire';
import { DEFAULT_LIMITS } from '@agent-chat/server';
import { type Listener, listen } from '@agent-chat/server/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HostileText, hostileTexts } from './support/corpora.js';
import {
  type OperatorNode,
  type OperatorServer,
  openOperatorServer,
  operatorTokenOf,
} from './support/operator-server.js';
import { openRawSocket } from './support/raw-socket.js';
import { TEST_STORES, type TestStoreKind } from './support/test-stores.js';

const TOKEN = operatorTokenOf('default');
const PARTICIPANTS = [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }];
/** Longer addresses are refused before anybody reads them. */
const MAX_QUERY_BYTES = 4_096;
/** JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;
/** RFC 6455, section 7.4.1. */
const CLOSED_FOR = { noUtf8: 1007, tooLarge: 1009 } as const;

const texts = hostileTexts();

describe('the texts of the corpora, byte by byte', () => {
  if (texts === null) {
    it('are not here: neither beside the repository nor where AGENT_CHAT_CORPORA points', () => {
      expect(texts).toBeNull();
    });
    return;
  }

  let opened: OperatorServer;
  let node: OperatorNode;
  let listener: Listener;
  let conversationId: string;
  let conversations = 0;
  const logged: string[] = [];
  const logger: Logger = {
    log: (level, message) => {
      if (level !== 'debug') logged.push(message);
    },
  };
  const begin = async (): Promise<string> => {
    const clientRequestId = `conversation ${++conversations}`;
    const answer = await node.ask(
      'createConversation',
      { clientRequestId, participants: PARTICIPANTS },
      TOKEN,
    );
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { conversationId: string }).conversationId;
  };

  beforeAll(async () => {
    opened = await openOperatorServer(TEST_STORES.find(({ name }) => name === 'SQLite') as TestStoreKind);
    node = opened.node({ callLimits: { imports: null }, logger });
    listener = await listen({ server: node.server, port: 0, logger });
    conversationId = await begin();
  });
  afterAll(async () => {
    await listener.close();
    await opened.close();
  });
  afterEach(async () => {
    expect(pollutedPrototypes()).toEqual([]);
    expect(logged).toEqual([]);
    // It goes on.
    await begin();
  });

  const ask = (verb: string, path: string, body?: Uint8Array<ArrayBuffer>): Promise<Response> =>
    fetch(listener.url + path, {
      method: verb,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body && { body }),
    });

  async function expectRefused(response: Response, about: string): Promise<void> {
    const answer: unknown = await response.json();
    const { status } = response;
    expect(status, about).toBeGreaterThanOrEqual(400);
    expect(status, about).toBeLessThan(500);
    expect(isErrorBody(answer), about).toBe(true);
    expect(['InvalidRequest', 'PayloadTooLarge'], about).toContain((answer as { code: string }).code);
  }

  /** Tries each, and holds that nothing was written. */
  async function writingNothing(tried: (text: HostileText) => Promise<void>): Promise<void> {
    const before = await opened.store.rows();
    for (const text of texts ?? []) await tried(text);
    expect(await opened.store.rows()).toEqual(before);
  }

  it('as bodies are each a typed error, and nothing is written', async () => {
    await writingNothing(async ({ name, bytes }) => {
      await expectRefused(await ask('POST', '/api/conversations', bytes), name);
      await expectRefused(await ask('POST', `/api/conversations/${conversationId}/messages`, bytes), name);
    });
  });

  it('as values in a body are taken where that is JSON in UTF-8, and else a typed error', async () => {
    let taken = 0;
    for (const [index, { name, bytes }] of texts.entries()) {
      const begun = { clientRequestId: `value ${index}`, participants: PARTICIPANTS };
      const open = `${JSON.stringify(begun).slice(0, -1)},"custom":{"value":`;
      const body = new Uint8Array(Buffer.concat([Buffer.from(open), bytes, Buffer.from('}}')]));
      const response = await ask('POST', '/api/conversations', body);
      if (!response.ok) await expectRefused(response, name);
      else if (isUtf8(body))
        expect(() => JSON.parse(Buffer.from(body).toString()) as unknown, name).not.toThrow();
      else expect.unreachable(`${name} is no UTF-8`);
      taken += response.ok ? 1 : 0;
    }
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(texts.length / 2);
  });

  it('as filters in a query are each taken for what they are, or a typed error', async () => {
    const stream = `/api/conversations/${conversationId}/stream?wait=1&filters=`;
    const statuses = new Set<number>();
    await writingNothing(async ({ name, bytes }) => {
      if (bytes.length > MAX_QUERY_BYTES) return;
      const response = await ask('GET', stream + Buffer.from(bytes).toString('hex').replaceAll(/../g, '%$&'));
      statuses.add(response.status);
      if (response.ok) expect(await response.text(), name).toContain('event: caught_up');
      else await expectRefused(response, name);
    });
    expect([...statuses].toSorted()).toEqual([200, 400]);
  });

  it('as messages of a WebSocket are each a typed error, or close it with the code for it', async () => {
    let socket = await openRawSocket(listener.port, TOKEN);
    const closedFor = new Set<number>();
    await writingNothing(async ({ name, bytes }) => {
      socket.send(bytes);
      const answer = await socket.next();
      if (typeof answer === 'string') {
        const { error } = JSON.parse(answer) as RpcResponse;
        expect(error?.data?.code, name).toBe('InvalidRequest');
        expect([PARSE_ERROR, INVALID_REQUEST], name).toContain(error?.code);
        expect([bytes.length <= DEFAULT_LIMITS.maxBodyBytes, isUtf8(bytes)], name).toEqual([true, true]);
        return;
      }
      const isTooLarge = bytes.length > DEFAULT_LIMITS.maxBodyBytes;
      expect(answer, name).toBe(isTooLarge ? CLOSED_FOR.tooLarge : CLOSED_FOR.noUtf8);
      closedFor.add(answer);
      socket.close();
      socket = await openRawSocket(listener.port, TOKEN);
    });
    socket.close();
    expect(closedFor).toContain(CLOSED_FOR.noUtf8);
  });

  it('as imported conversations, or as a line of one, are each a typed error, and nothing is written', async () => {
    const exported = await ask('GET', `/api/conversations/${conversationId}/export`);
    const whole = new Uint8Array(await exported.arrayBuffer());
    const lineEnds = [...whole.keys()].filter((index) => whole[index] === 0x0a);
    const [header = 0] = lineEnds;
    const events = lineEnds.at(-2) ?? 0;
    await writingNothing(async ({ name, bytes }) => {
      // In the place of the header, of an event, and of what follows the events.
      for (const length of [0, header + 1, events + 1]) {
        const file = new Uint8Array(Buffer.concat([whole.subarray(0, length), bytes, Buffer.from('\n')]));
        const response = await ask('POST', '/api/conversation-imports', file);
        await expectRefused(response, `${name} after ${length} bytes`);
      }
    });
  });
});
