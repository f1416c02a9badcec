import { rpcResult } from '@agent-chat/protocol/wire';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChatClient } from '../chat-client.js';
import { breakWhenCaughtUp } from '../test-support/breaking-socket.js';
import { clientOf, until } from '../test-support/clients.js';
import { type ContractServer, startContractServer } from '../test-support/contract-server.js';
import { created, draft, said, started } from '../test-support/events.js';
import { caughtUp, hello } from '../test-support/frames.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { watchScreen } from '../test-support/watched-screen.js';

let server: ContractServer;
let client: ChatClient;
beforeEach(async () => {
  const world = new ScriptedWorld();
  world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
  server = await startContractServer(world);
});
afterEach(async () => {
  client.close();
  await server.close();
});

it('a better way that was opened before text began takes none of it back', async () => {
  server.blocksSockets = true;
  client = clientOf(server.url, 'auto', { limits: { retryBetterAfterMs: 40 } });
  client.connect();
  await until(client, ({ connection }) => connection.status === 'live');
  const faults = watchScreen(client);
  let bringUpToNow = (): void => undefined;
  server.socketIntruder = (method, socket, id) => {
    if (method !== 'subscribe') return false;
    socket.send(JSON.stringify(rpcResult(id, { subscriptionId: 's1' })));
    const tell = ({ kind, data }: ReturnType<typeof hello>): void =>
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', method: kind, params: { subscriptionId: 's1', frame: data } }),
      );
    tell(hello());
    bringUpToNow = () => tell(caughtUp(server.world.head));
    server.socketIntruder = null;
    return true;
  };
  server.blocksSockets = false;
  await expect.poll(() => server.requests).toContain('subscribe');
  server.world.do({ draft: draft(2, 'm2', 0, 'Meanwhile') });
  await until(client, ({ drafts }) => drafts[0]?.text === 'Meanwhile');
  bringUpToNow();
  await until(client, ({ connection }) => connection.transport === 'websocket');
  server.world.do({ draft: draft(2, 'm2', 9, ' and later') });
  await until(client, ({ drafts }) => drafts[0]?.text === 'Meanwhile and later');
  expect(faults()).toEqual([]);
  expect(server.requests.filter((line) => line === 'subscribe')).toHaveLength(2);
});

it('a way that broke is not live any more while the next one is being opened', async () => {
  client = clientOf(server.url, 'auto');
  client.connect();
  await until(client, ({ connection }) => connection.status === 'live');
  server.buffersStreams = true;
  breakWhenCaughtUp(server);
  server.breakAll();
  // Twice is forgiven.
  await expect.poll(() => server.openStreams).toBe(1);
  expect(client.getState().connection).toMatchObject({
    status: 'reconnecting',
    error: { code: 'ConnectionLost' },
  });
  server.breakAll();
  const { connection } = await until(client, ({ connection: { status } }) => status === 'live');
  expect(connection).toMatchObject({ transport: 'long_poll', fallback: { preferred: 'websocket' } });
});
