import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { TestServer } from './test-server.js';

export interface RpcAnswer {
  readonly id: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string; data: { code: string; retryable: boolean } };
}

export interface RpcFrame {
  readonly method: string;
  readonly params: { readonly subscriptionId: string; readonly frame: Record<string, unknown> };
}

/** A WebSocket that remembers what came and waits for what is to come. */
export class RpcClient {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly received: (RpcAnswer | RpcFrame)[] = [];
  #waiting: (() => void)[] = [];
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.received.push(JSON.parse(data.toString('utf8')) as RpcAnswer | RpcFrame);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
    });
  }

  static async open(server: Pick<TestServer, 'port'>, options: ClientOptions = {}): Promise<RpcClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/ws`, options);
    onTestFinished(() => socket.terminate());
    // Told apart below from what happens later, which `closed` tells.
    socket.on('error', () => undefined);
    const client = new RpcClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  static async authenticated(server: TestServer, token: string): Promise<RpcClient> {
    const client = await RpcClient.open(server);
    await client.call('authenticate', { token });
    return client;
  }

  /** The first message, also one that came before, for which `pick` has a value. */
  async wait<T>(pick: (message: RpcAnswer | RpcFrame) => T | undefined): Promise<T> {
    for (let index = 0; ; index += 1) {
      while (index >= this.received.length) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      const message = this.received[index];
      const picked = message === undefined ? undefined : pick(message);
      if (picked !== undefined) return picked;
    }
  }

  answer(id: unknown): Promise<RpcAnswer> {
    return this.wait((message) => (!('method' in message) && message.id === id ? message : undefined));
  }

  frame(kind: string, matches: (frame: Record<string, unknown>) => boolean = () => true): Promise<RpcFrame> {
    return this.wait((message) =>
      'method' in message && message.method === kind && matches(message.params.frame) ? message : undefined,
    );
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  call(method: string, params: unknown): Promise<RpcAnswer> {
    const id = this.#nextId;
    this.#nextId += 1;
    this.sendText(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return this.answer(id);
  }
}

/** How the server answers an upgrade that it refuses. */
export function refusedUpgrade(
  server: Pick<TestServer, 'port'>,
  options: ClientOptions,
  path = '/api/ws',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, options);
    socket.on('open', () => {
      socket.terminate();
      reject(new Error('The upgrade was let through.'));
    });
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
  });
}
