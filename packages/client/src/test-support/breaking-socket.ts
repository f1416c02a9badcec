import { rpcResult } from '@agent-chat/protocol/wire';
import type { ContractServer } from './contract-server.js';
import { caughtUp, hello } from './frames.js';

/** Each WebSocket of `server` breaks from now on when it has brought everything up to now. */
export function breakWhenCaughtUp(server: ContractServer): void {
  server.socketIntruder = (method, socket, id) => {
    if (method !== 'subscribe') return false;
    socket.send(JSON.stringify(rpcResult(id, { subscriptionId: 's1' })));
    for (const { kind, data } of [hello(), caughtUp(server.world.head)]) {
      const params = { subscriptionId: 's1', frame: data };
      socket.send(JSON.stringify({ jsonrpc: '2.0', method: kind, params }), () => {
        if (kind === 'caught_up') socket.terminate();
      });
    }
    return true;
  };
}
