import { createMemoryRecordStore } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createConnections } from '../streams/connections.js';
import { RpcClient } from '../test-support/rpc-client.js';
import { isAnswer, isCaughtUp, SseReader } from '../test-support/sse-reader.js';
import { bodyOf, OPERATOR_TOKEN, startTestServer } from '../test-support/test-server.js';
import { createMetrics } from './metrics.js';

describe('GET /api/ready', () => {
  it('says whether the store answers', async () => {
    const whole = createMemoryRecordStore();
    let isBroken = false;
    const records = new Proxy(whole, {
      get(target, name: keyof typeof whole) {
        if (name === 'get' && isBroken)
          return () => Promise.reject(new AgentChatError('Unavailable', 'gone'));
        return target[name]?.bind(target);
      },
    });
    const server = await startTestServer({ store: { records } });
    expect(await bodyOf(await server.call('GET', '/api/ready'))).toEqual({ status: 'ready' });
    isBroken = true;
    const refused = await server.call('GET', '/api/ready');
    expect(refused.status).toBe(503);
    expect(await bodyOf(refused)).toMatchObject({ code: 'Unavailable', retryable: true });
    expect((await server.call('GET', '/api/health')).status).toBe(200);
  });
});

describe('GET /api/metrics', () => {
  it('is for operators', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    expect((await server.call('GET', '/api/metrics')).status).toBe(401);
    expect((await server.call('GET', '/api/metrics', { token: session.sessionToken })).status).toBe(403);
    const answer = await server.call('GET', '/api/metrics', { token: OPERATOR_TOKEN });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('counts calls, first frames, responses, connections and ends, and names nobody', async () => {
    const server = await startTestServer();
    const session = await server.createSession();
    const reader = await SseReader.open(server, session);
    await reader.until(isCaughtUp);
    const socket = await RpcClient.authenticated(server, session.sessionToken);
    await socket.call('subscribe', { conversationId: session.conversationId });
    await server.send(session, 'a text that is nobody else’s to read');
    await reader.until(isAnswer);
    await socket.call('sendTrace', { conversationId: session.conversationId });

    const text = await (await server.call('GET', '/api/metrics', { token: OPERATOR_TOKEN })).text();
    const lines = text.split('\n');
    expect(lines).toContain('agent_chat_calls_total{method="sendMessage",code="ok"} 1');
    expect(lines).toContain('agent_chat_calls_total{method="sendTrace",code="InvalidRequest"} 1');
    expect(lines).toContain('agent_chat_call_seconds_count{method="sendMessage"} 1');
    expect(lines).toContain('agent_chat_call_seconds_bucket{method="sendMessage",le="+Inf"} 1');
    expect(lines).toContain('agent_chat_first_frame_seconds_count{method="subscribe"} 2');
    expect(lines).toContain('agent_chat_connections{transport="sse"} 1');
    expect(lines).toContain('agent_chat_connections{transport="websocket"} 1');
    expect(lines).toContain('agent_chat_http_responses_total{status="200"} 3');
    // Each line is one of the format's.
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(_\w+)*\{[^{}]*\} [\d.e-]+)$/);
    }
    for (const secret of [session.conversationId, session.participantId, session.sessionToken, 'nobody']) {
      expect(text).not.toContain(secret);
    }
    reader.cut();
    socket.socket.terminate();
    await expect
      .poll(async () => (await server.call('GET', '/api/metrics', { token: OPERATOR_TOKEN })).text())
      .toMatch(/transport="sse"} 0\n.*transport="websocket"} 0\n/);
  });
});

it('the logs of a conversation say that there were calls, and not what was said nor with what token', async () => {
  const logs: string[] = [];
  const server = await startTestServer({
    logger: { log: (...line) => void logs.push(JSON.stringify(line)) },
  });
  const session = await server.createSession();
  const reader = await SseReader.open(server, session, '?sinceSeq=0');
  await reader.until(isCaughtUp);
  await server.send(session, 'Zanzibar');
  await reader.until(isAnswer);
  const socket = await RpcClient.open(server);
  await socket.call('authenticate', { token: 'acs_Zanzibar' });
  const good = await RpcClient.authenticated(server, session.sessionToken);
  await good.call('sendMessage', { conversationId: session.conversationId, parts: 'Zanzibar' });
  good.sendText('{"Zanzibar');
  await server.call('POST', `/api/conversations/${session.conversationId}/messages`, {
    token: session.sessionToken,
    body: '{"Zanzibar',
  });
  await server.call('GET', `/api/conversations/${session.conversationId}?token=Zanzibar`, {
    token: OPERATOR_TOKEN,
  });
  await server.close();
  expect(logs.some((line) => line.includes('sendMessage'))).toBe(true);
  const secrets = ['Zanzibar', OPERATOR_TOKEN, session.sessionToken, session.persistenceToken ?? 'acs_'];
  for (const line of logs) for (const secret of secrets) expect(line).not.toContain(secret);
});

it('viewers of a server that closes are told to come back one after the other', () => {
  let dice = 0;
  const connections = createConnections(
    { perSession: 1, perMember: 1, perNetwork: null },
    createMetrics(),
    () => (dice += 1) / 2_000,
  );
  const told: number[] = [];
  for (let number = 0; number < 1_999; number += 1) {
    connections.add({
      transport: 'sse',
      identity: null,
      network: null,
      end: (reason) => void told.push(reason?.retryAfterMs ?? 0),
    });
  }
  connections.endAll();
  expect(Math.min(...told)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...told)).toBeLessThanOrEqual(11_000);
  expect(new Set(told).size).toBeGreaterThan(1_900);
});
