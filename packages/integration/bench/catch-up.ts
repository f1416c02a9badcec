// A viewer that reads 100,000 stored events from the start over server-sent events, as a share of a
// bare `node:http` server that sends the rows of the same file as they are, 500 in one write.
//   npm run bench
// The reader is a raw socket that counts bytes: the same for both.
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createOrchestrator } from '@agent-chat/core';
import { createServer } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { createSqliteStore } from '@agent-chat/store-sqlite';
import {
  compareRates,
  inNewFolder,
  READ_CONVERSATION,
  READ_EVENTS,
  READ_PAGE,
  TENANT,
  writeLongConversation,
} from '@agent-chat/store-test-support';
import Database from 'better-sqlite3';

/** Reads until `end` has come. Returns how many events were there. */
function readAll(port: number, path: string, end: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let tail = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer t\r\n\r\n`);
    });
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      tail = tail.slice(-end.length) + chunk.toString('latin1', Math.max(0, chunk.length - 4_096));
      if (!tail.includes(end)) return;
      socket.destroy();
      resolve();
    });
  });
}

await inNewFolder(async (folder) => {
  const store = await createSqliteStore({ folder });
  await writeLongConversation(store.events);
  const orchestrator = createOrchestrator({ store });
  const server = createServer({
    orchestrator,
    store,
    interfaces: [],
    authenticate: async () => ({ kind: 'member', tenant: TENANT, participantId: 'visitor' }),
  });
  const listener = await listen({ server, port: 0 });

  const database = new Database(join(folder, 'agent-chat.db'), { readonly: true });
  const page = database.prepare<[afterSeq: number, limit: number], { seq: number; json: string }>(
    'SELECT seq, json FROM events WHERE conversation = 1 AND seq > ? ORDER BY seq LIMIT ?',
  );
  const bare = createHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const send = (afterSeq: number): void => {
      const rows = page.all(afterSeq, READ_PAGE);
      const last = rows.at(-1);
      if (last === undefined) {
        response.write('event: caught_up\ndata: {}\n\n');
        return;
      }
      const text = rows
        .map(({ seq, json }) => `id: 0123456789-${seq}\nevent: event\ndata: ${json}\n\n`)
        .join('');
      if (response.write(text)) setImmediate(send, last.seq);
      else response.once('drain', () => send(last.seq));
    };
    send(0);
  });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const barePort = (bare.address() as AddressInfo).port;

  console.log(
    await compareRates('Events caught up with over SSE', READ_EVENTS, {
      'agent-chat': {
        run: () =>
          readAll(listener.port, `/api/conversations/${READ_CONVERSATION}/stream?sinceSeq=0`, 'caught_up'),
        close: async () => {
          await listener.close();
          await orchestrator.close();
          await store.close();
        },
      },
      'the rows as they are': {
        run: () => readAll(barePort, '/', 'caught_up'),
        close: async () => {
          bare.closeAllConnections();
          bare.close();
          database.close();
        },
      },
    }),
  );
});
