import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ViewerOrder, ViewerReport } from './viewer-messages.js';

type Received = Extract<ViewerReport, { type: 'received' }>;

/** Viewers in a process of their own. */
export interface Viewing {
  /** Resolves when all of them have received the beginning. */
  open(order: Omit<Extract<ViewerOrder, { type: 'open' }>, 'type'>): Promise<void>;
  /** Resolves when each viewer of these groups has received so many messages, since it is there. */
  received(groups: readonly string[], count: number): Promise<Received['latency']>;
  /** They leave. */
  leave(group: string): Promise<void>;
  close(): void;
}

export function startViewing(): Viewing {
  const child = fork(fileURLToPath(new URL('viewers.ts', import.meta.url)), {
    execArgv: process.execArgv.filter((argument) => !argument.startsWith('--expose')),
  });
  const ask = async (order: ViewerOrder): Promise<ViewerReport> => {
    child.send(order);
    const [report] = (await once(child, 'message')) as [ViewerReport];
    return report;
  };
  return {
    async open(order) {
      await ask({ type: 'open', ...order });
    },
    async received(groups, count) {
      const report = await ask({ type: 'await', groups, count });
      if (report.type !== 'received' || !report.isExact) throw new Error('A viewer received too much.');
      return report.latency;
    },
    async leave(group) {
      await ask({ type: 'close', group });
    },
    close: () => void child.kill(),
  };
}

/** An HTTP request without a body, as it goes over the wire. */
export function requestText(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
