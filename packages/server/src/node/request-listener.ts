import type { IncomingMessage, ServerResponse } from 'node:http';
import { AgentChatError } from '@agent-chat/protocol';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { errorResponse } from '../http/responses.js';
import type { Server } from '../server.js';
import type { ByteSink } from '../streams/byte-sink.js';
import { StreamResponse } from '../streams/stream-response.js';

/** Who has not taken the last bytes of an answer by then has been given up, and keeps a socket. */
const CUT_AFTER_MS = 5_000;
const CHUNK_END = Buffer.from('\r\n');

export type RequestListener = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** Answers requests of `node:http`: for a server of your own, or of a framework on Node. It reads bodies itself. */
export function createRequestListener(server: Pick<Server, 'fetch'>): RequestListener {
  return listenerOf((request, remoteAddress) => server.fetch(request, { remoteAddress }));
}

/**
 * Answers requests of `node:http`. Event streams are written to the socket as they are, without a web
 * stream in between: their bytes are those of all viewers.
 */
export function listenerOf(
  respond: (request: Request, remoteAddress: string | undefined) => Promise<Response>,
): RequestListener {
  const chunkOf = createChunks();
  return getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await respond(request, incoming.socket.remoteAddress);
      if (!(response instanceof StreamResponse) || !isHttp1(outgoing)) return response;
      startOn(outgoing, response, chunkOf);
      return RESPONSE_ALREADY_SENT;
    },
    {
      overrideGlobalObjects: false,
      errorHandler: () => errorResponse(new AgentChatError('InvalidRequest', 'This is not an HTTP request.')),
    },
  );
}

/** HTTP/2 has another way to write. */
function isHttp1(outgoing: object): outgoing is ServerResponse {
  return 'strictContentLength' in outgoing;
}

/**
 * The bytes go to the socket itself, as chunks (RFC 9112, section 7.1) that are made once for all
 * readers: the response object would make them anew for each, which is most of what it costs.
 */
function startOn(
  outgoing: ServerResponse,
  { status, headers, source }: StreamResponse,
  chunkOf: (bytes: Uint8Array) => Uint8Array,
): void {
  outgoing.writeHead(status, [...headers].flat());
  outgoing.flushHeaders();
  const { socket } = outgoing;
  // Without a socket another answer of the same connection comes first. With an encoding that is none
  // of ours somebody else wants to encode what is written.
  const isEncoded = outgoing.hasHeader('content-encoding');
  const isDirect = socket !== null && outgoing.chunkedEncoding && !isEncoded;
  const target = isDirect ? socket : outgoing;
  const sink: ByteSink = {
    write: (bytes) => (target.writable ? target.write(isDirect ? chunkOf(bytes) : bytes) : true),
    get bufferedBytes() {
      return target.writableLength;
    },
    cork: () => target.cork(),
    uncork: () => target.uncork(),
    end() {
      outgoing.end();
      const cut = setTimeout(() => outgoing.destroy(), CUT_AFTER_MS).unref();
      outgoing.once('close', () => clearTimeout(cut));
    },
  };
  const events = source.start(sink);
  const onDrain = (): void => events.drained();
  target.on('drain', onDrain);
  outgoing.on('close', () => {
    target.off('drain', onDrain);
    events.left();
  });
  // The reader may have left before it was listened to.
  if (outgoing.destroyed) events.left();
}

/** Bytes as a chunk of a body, kept for the other readers of the same bytes. */
function createChunks(): (bytes: Uint8Array) => Uint8Array {
  const chunks = new WeakMap<Uint8Array, Uint8Array>();
  return (bytes) => {
    const known = chunks.get(bytes);
    if (known !== undefined) return known;
    const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, CHUNK_END]);
    chunks.set(bytes, chunk);
    return chunk;
  };
}
