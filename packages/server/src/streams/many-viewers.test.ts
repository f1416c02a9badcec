import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { RpcClient } from '../test-support/rpc-client.js';
import { isCaughtUp, SseReader } from '../test-support/sse-reader.js';
import { OPERATOR_TOKEN, startTestServer } from '../test-support/test-server.js';

const VIEWERS = 20;
const EVENTS = 60;
const TEXT = `1 kB, also of characters of several bytes: ${'ÿ€😀'.repeat(100)}`;

/** With one among them who reads nothing. `bench/load.ts` does it with 2,000 for a minute. */
it('viewers of one conversation over both transports miss nothing and get nothing twice', async () => {
  const server = await startTestServer();
  const session = { ...(await server.createSession()), sessionToken: OPERATOR_TOKEN };
  const { conversationId } = session;
  const unread = connect(server.port, '127.0.0.1');
  onTestFinished(() => void unread.destroy());
  unread.pause();
  unread.write(
    `GET /api/conversations/${conversationId}/stream HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${OPERATOR_TOKEN}\r\n\r\n`,
  );
  const streams = await Promise.all(
    Array.from({ length: VIEWERS }, () => SseReader.open(server, session, '?sinceSeq=0')),
  );
  const sockets = await Promise.all(
    Array.from({ length: VIEWERS }, async () => {
      const socket = await RpcClient.authenticated(server, OPERATOR_TOKEN);
      await socket.call('subscribe', { conversationId, cursor: '0' });
      return socket;
    }),
  );
  await Promise.all([
    ...streams.map((stream) => stream.until(isCaughtUp)),
    ...sockets.map((socket) => socket.frame('caught_up')),
  ]);

  let last = 0;
  for (let number = 0; number < EVENTS; number += 1) {
    const answer = await server.call('POST', `/api/conversations/${conversationId}/notes`, {
      token: OPERATOR_TOKEN,
      body: { clientRequestId: `n${number}`, text: TEXT },
    });
    last = ((await answer.json()) as { seq: number }).seq;
  }
  const wanted = Array.from({ length: EVENTS }, (_, index) => last - EVENTS + 1 + index);
  const notes = (events: readonly Record<string, unknown>[]): unknown[] =>
    events.filter(({ type }) => type === 'note').map(({ seq }) => seq);
  for (const stream of streams) {
    const events = await stream.until(({ kind, data }) => kind === 'event' && data['seq'] === last);
    expect(notes(events.map(({ data }) => data))).toEqual(wanted);
    expect(events.at(-1)?.data).toMatchObject({ payload: { text: TEXT } });
  }
  for (const socket of sockets) {
    const final = await socket.frame('event', ({ seq }) => seq === last);
    expect(final.params.frame).toMatchObject({ payload: { text: TEXT } });
    const frames = socket.received.flatMap((each) => ('method' in each ? [each.params.frame] : []));
    expect(notes(frames)).toEqual(wanted);
  }
});
