import { AgentChatError, isRpcNotification, isRpcResponse } from '@agent-chat/protocol';
import { errorOfResponse, type RpcNotification } from '@agent-chat/protocol/wire';
import { askedToWaitMs } from './limits.js';
import { openSocket, type WebSocketConstructor } from './open-socket.js';
import { guardSilence } from './silence.js';
import { connectionLost, malformed, parseJson } from './transport-errors.js';

export interface RpcConnectionOptions {
  readonly url: string;
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** Silence for so long, though the server was asked for a word meanwhile, ends the connection. */
  readonly heartbeatTimeoutMs: number;
  readonly callTimeoutMs: number;
  readonly maxFrameLength: number;
  readonly onNotification: (notification: RpcNotification) => void;
  /** Once. Everything under way has been rejected with `error` before. */
  readonly onEnd: (error: AgentChatError) => void;
}

/** JSON-RPC 2.0 over one WebSocket. It ends once and for all; whoever needs another one opens it. */
export interface RpcConnection {
  /** @throws AgentChatError the server's own, `ConnectionLost`, `PayloadTooLarge`, `Aborted` */
  request(method: string, params: unknown, signals?: readonly (AbortSignal | undefined)[]): Promise<unknown>;
  end(error: AgentChatError): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const OPEN = 1;
/** RFC 6455, section 7.4.1: a message was too big to process. */
const TOO_BIG = 1009;
/** So many go unanswered before silence is the end. */
const PINGS = 2;

export function openRpcConnection(options: RpcConnectionOptions): RpcConnection {
  const { heartbeatTimeoutMs, callTimeoutMs, maxFrameLength, onNotification, onEnd } = options;
  const waiting = new Map<number, Waiting>();
  let unsent: (() => void)[] = [];
  let lastId = 0;
  let ended: Error | null = null;
  /** In bytes. When one was too big, it was this one. */
  let longest = { id: 0, length: 0 };
  let unanswered = 0;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const socket = openSocket(options.url, callTimeoutMs, options.WebSocket);

  /** Only who was asked and had the time to answer is silent: a hidden page's timers are a minute late. */
  const onSilence = (): void => {
    if (unanswered === PINGS) {
      end(connectionLost(`Nothing arrived for ${heartbeatTimeoutMs} ms.`));
      return;
    }
    unanswered += 1;
    void ping();
    listen();
  };
  const listen = (): void => {
    clearTimeout(silence);
    silence = setTimeout(onSilence, heartbeatTimeoutMs / (PINGS + 1));
  };
  const heard = (): void => {
    unanswered = 0;
    listen();
  };

  /** A ping that is refused ends with the connection; its answer is heard like any other message. */
  const ping = async (): Promise<void> => {
    if (socket.readyState === OPEN) await request('ping', {}).catch(() => undefined);
  };

  const end = (error: AgentChatError): void => {
    if (ended !== null) return;
    ended = error;
    clearTimeout(silence);
    socket.close();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    unsent = [];
    onEnd(error);
  };

  const request = async (
    method: string,
    params: unknown,
    signals: readonly (AbortSignal | undefined)[] = [],
  ): Promise<unknown> => {
    if (ended !== null) throw ended;
    const id = (lastId += 1);
    const guard = guardSilence(callTimeoutMs + askedToWaitMs(method, params), signals);
    try {
      if (guard.signal.aborted) throw guard.errorFor(null);
      const answer = new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        const send = (): void => {
          if (!waiting.has(id)) return;
          const text = JSON.stringify({ jsonrpc: '2.0', id, method, params });
          const { length } = new TextEncoder().encode(text);
          if (length > longest.length) longest = { id, length };
          socket.send(text);
        };
        if (socket.readyState === OPEN) send();
        else unsent.push(send);
      });
      return await Promise.race([guard.rejection, answer]);
    } finally {
      waiting.delete(id);
      guard.release();
    }
  };

  const receive = (data: unknown): void => {
    heard();
    if (typeof data !== 'string') throw malformed('A message is not text.');
    if (data.length > maxFrameLength) throw malformed(`A frame is longer than ${maxFrameLength}.`);
    const message = parseJson(data);
    if (isRpcNotification(message)) {
      onNotification(message);
      return;
    }
    if (!isRpcResponse(message)) throw malformed('A message is not JSON-RPC 2.0.');
    const { id, result, error } = message;
    const caller = typeof id === 'number' ? waiting.get(id) : undefined;
    if (error === undefined) caller?.resolve(result);
    else caller?.reject(errorOfResponse(error));
  };

  socket.addEventListener('open', () => {
    heard();
    for (const send of unsent) send();
    unsent = [];
  });
  socket.addEventListener('message', ({ data }) => {
    try {
      receive(data);
    } catch (cause) {
      end(cause as AgentChatError);
    }
  });
  socket.addEventListener('close', ({ code }) => {
    // Sent again, it would end the next connection as well.
    if (code === TOO_BIG) waiting.get(longest.id)?.reject(tooLarge());
    end(connectionLost(`The socket closed (${code}).`));
  });
  socket.addEventListener('error', ({ message }) => end(connectionLost('The socket failed.', message)));
  listen();

  return { request, end };
}

function tooLarge(): AgentChatError {
  return new AgentChatError('PayloadTooLarge', 'The message is too long for the server.');
}
