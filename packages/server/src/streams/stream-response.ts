import type { ByteSink, ByteSource, SinkEvents } from './byte-sink.js';
import { joinBytes } from './join-bytes.js';

/** What waits for a web stream whose reader is busy. */
const MAX_WAITING_BYTES = 64 * 1024;

/**
 * An answer without end. Its body is a web stream, as everywhere; an adapter that has the socket at
 * hand starts `source` on it instead, and does not touch the body.
 */
export class StreamResponse extends Response {
  readonly source: ByteSource;

  constructor(source: ByteSource, init: ResponseInit) {
    super(webStream(source), init);
    this.source = source;
  }
}

/** Starts with the first read, so that whoever takes the source has it to themselves. */
function webStream(source: ByteSource): ReadableStream<Uint8Array> {
  let sink: WebStreamSink | null = null;
  let events: SinkEvents | null = null;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sink === null) {
          sink = new WebStreamSink(controller);
          sink.pull();
          events = source.start(sink);
          return;
        }
        if (sink.pull()) events?.drained();
      },
      cancel() {
        sink?.leave();
        events?.left();
      },
    },
    { highWaterMark: 0 },
  );
}

class WebStreamSink implements ByteSink {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  #waiting: Uint8Array[] = [];
  #length = 0;
  #isAwaited = false;
  #isEnded = false;
  #isClosed = false;

  constructor(controller: ReadableStreamDefaultController<Uint8Array>) {
    this.#controller = controller;
  }

  get bufferedBytes(): number {
    return this.#length;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isClosed) return true;
    if (this.#isAwaited) {
      this.#isAwaited = false;
      this.#controller.enqueue(bytes);
    } else {
      this.#waiting.push(bytes);
      this.#length += bytes.length;
    }
    return this.#length < MAX_WAITING_BYTES;
  }

  /** The reader asks for more. Returns whether it took something that waited. */
  pull(): boolean {
    if (this.#length === 0) {
      this.#isAwaited = true;
      return false;
    }
    this.#controller.enqueue(joinBytes(this.#waiting));
    this.#waiting = [];
    this.#length = 0;
    if (this.#isEnded) this.#close();
    return true;
  }

  end(): void {
    this.#isEnded = true;
    if (this.#length === 0) this.#close();
  }

  /** The reader has closed it. */
  leave(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#length = 0;
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#controller.close();
  }
}
