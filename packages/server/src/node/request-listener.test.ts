import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createGzip } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { StreamResponse } from '../streams/stream-response.js';
import { createRequestListener, type RequestListener } from './request-listener.js';

const EVENT = 'event: hello\ndata: {}\n\n';

/** Two events, and the end. */
const twoEvents = (): Response =>
  new StreamResponse(
    {
      start(sink) {
        sink.write(new TextEncoder().encode(EVENT));
        sink.write(new TextEncoder().encode(EVENT));
        sink.end();
        return { drained: () => undefined, left: () => undefined };
      },
    },
    { headers: { 'content-type': 'text/event-stream' } },
  );

/** Encodes whatever is written, as middleware does that looks at no `no-transform`. */
function compressed(listener: RequestListener): RequestListener {
  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const gzip = createGzip();
    const [writeHead, write, end] = [
      outgoing.writeHead.bind(outgoing),
      outgoing.write.bind(outgoing),
      outgoing.end.bind(outgoing),
    ];
    gzip.on('data', (bytes: Buffer) => write(bytes));
    gzip.on('end', () => end());
    Object.assign(outgoing, {
      writeHead(status: number, headers: string[]) {
        outgoing.setHeader('content-encoding', 'gzip');
        return writeHead(status, headers);
      },
      write: (bytes: Uint8Array) => gzip.write(bytes),
      end: () => gzip.end(),
    });
    return listener(incoming, outgoing);
  };
}

it.each([
  ['as it is', (listener: RequestListener) => listener],
  ['through what encodes the answers of its host', compressed],
])('writes a stream %s', async (_, wrapped) => {
  const listener = wrapped(createRequestListener({ fetch: () => Promise.resolve(twoEvents()) }));
  const http = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  onTestFinished(() => void http.close());
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect(await response.text()).toBe(EVENT + EVENT);
});

it('cuts a reader who takes nothing of what was to be the end', async () => {
  const left = Promise.withResolvers<void>();
  const listener = createRequestListener({
    fetch: async () =>
      new StreamResponse(
        {
          start(sink) {
            // More than the system's buffers of a connection take.
            for (let count = 0; count < 400; count += 1) sink.write(new Uint8Array(64 * 1024).fill(0x20));
            sink.end();
            return { drained: () => undefined, left: () => left.resolve() };
          },
        },
        { headers: { 'content-type': 'text/event-stream' } },
      ),
  });
  const http = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => void http.close());
  const reader = connect((http.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void reader.destroy());
  reader.pause();
  reader.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await left.promise;
  await expect
    .poll(() => new Promise((resolve) => http.getConnections((_, count) => resolve(count))))
    .toBe(0);
});
