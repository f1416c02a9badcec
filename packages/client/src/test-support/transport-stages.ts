import type { AgentChatError, Frame } from '@agent-chat/protocol';
import { rpcError } from '@agent-chat/protocol/wire';
import { createTransport } from '../transports/create-transport.js';
import { inProcessTransport } from '../transports/in-process-transport.js';
import type { TokenSource } from '../transports/token.js';
import type { Transport } from '../transports/transport.js';
import { TRANSPORTS } from './clients.js';
import { startContractServer, TOKEN } from './contract-server.js';
import { createInProcessApi } from './in-process-api.js';
import type { ScriptedWorld } from './scripted-world.js';

/** A scripted world behind one kind of transport, in a test's hand. */
export interface TransportStage {
  readonly transport: Transport;
  readonly openConnections: number;
  /** What the server was asked for, with its query; `null` where there is no wire. */
  readonly addresses: readonly string[] | null;
  /** Called with each new viewer. */
  onView: () => void;
  /** Another transport of the same kind; `null` where nobody needs a token. */
  withToken(token: TokenSource): Transport | null;
  broadcast(frame: Frame): void;
  /** Breaks every connection; between two polls, the next one. */
  breakLine(): void;
  /** Calls of `stop` are never answered. */
  swallowStops(): void;
  /** Every further call and subscription is answered with it. */
  refuse(error: AgentChatError, status: number): void;
  close(): Promise<void>;
}

/** All transports; `auto` is one as well. */
export const STAGES: readonly (readonly [string, (world: ScriptedWorld) => Promise<TransportStage>])[] = [
  ...[...TRANSPORTS, 'auto'].map((name) => [name, (world: ScriptedWorld) => overWire(name, world)] as const),
  ['in_process', inProcess],
];

async function overWire(name: string, world: ScriptedWorld): Promise<TransportStage> {
  const server = await startContractServer(world);
  const withToken = (token: TokenSource): Transport => createTransport(name, { url: server.url, token });
  const transport = withToken(() => Promise.resolve(TOKEN));
  return {
    transport,
    get openConnections() {
      return server.openStreams + server.openSockets;
    },
    get onView() {
      return server.onView;
    },
    set onView(callback) {
      server.onView = callback;
    },
    addresses: server.addresses,
    withToken,
    broadcast: (frame) => server.broadcast(frame),
    breakLine: () => server.breakLine(),
    swallowStops() {
      server.intruder = (request) => request.method === 'POST';
      server.socketIntruder = (method) => method === 'stop';
    },
    refuse(error, status) {
      server.intruder = (_, response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(error.toBody()));
        return true;
      };
      server.socketIntruder = (method, socket, id) => {
        if (method === 'authenticate') return false;
        socket.send(JSON.stringify(rpcError(id, error)));
        return true;
      };
    },
    async close() {
      transport.close();
      await server.close();
    },
  };
}

function inProcess(world: ScriptedWorld): Promise<TransportStage> {
  const process = createInProcessApi(world);
  const transport = inProcessTransport(process.api);
  return Promise.resolve({
    transport,
    get openConnections() {
      return process.openSubscriptions;
    },
    get onView() {
      return process.onView;
    },
    set onView(callback) {
      process.onView = callback;
    },
    addresses: null,
    withToken: () => null,
    broadcast: (frame) => process.broadcast(frame),
    breakLine: () => process.breakAll(),
    swallowStops() {
      process.swallowed = 'stop';
    },
    refuse(error) {
      process.refusal = error;
    },
    close() {
      transport.close();
      return Promise.resolve();
    },
  });
}
