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

const NOBODY: ByteSink = { write: () => true, bufferedBytes: 0, end: () => undefined };

/** Starts with the first read, so that whoever takes the source has it to themselves. */
function webStream(source: ByteSource): ReadableStream<Uint8Array> {
  let sink: WebStreamSink | null = null;
  let events: SinkEvents | null = null;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sink === null) {
          sink = new WebStreamSink(controller, () => events?.left());
          events = source.start(sink);
        } else if (sink.pull()) {
          events?.drained();
        }
        return sink.whenBehind();
      },
      cancel() {
        sink?.leave();
        // What was never read hears of it nowhere else.
        events ??= source.start(NOBODY);
        events.left();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * A stream asks for more (`pull`) each time that its reader waits, and each time that costs a promise.
 * So the one that it gets is settled only when the reader has fallen behind: until then what is written
 * meets a read that waits for it, and nothing has to ask.
 */
class WebStreamSink implements ByteSink {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>;
  readonly #onClosed: () => void;
  /** Written after what the stream holds for its reader. */
  #waiting: Uint8Array[] = [];
  #length = 0;
  #isEnded = false;
  #isClosed = false;
  #isBehind = false;
  #ask: (() => void) | null = null;

  constructor(controller: ReadableStreamDefaultController<Uint8Array>, onClosed: () => void) {
    this.#controller = controller;
    this.#onClosed = onClosed;
  }

  get bufferedBytes(): number {
    return this.#length;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#isClosed) return true;
    if (this.#isBehind) {
      this.#waiting.push(bytes);
      this.#length += bytes.length;
    } else {
      this.#give(bytes);
    }
    return this.#length < MAX_WAITING_BYTES;
  }

  /** The reader waits for more. Returns whether it took something that waited. */
  pull(): boolean {
    this.#isBehind = false;
    if (this.#length === 0) return false;
    const bytes = joinBytes(this.#waiting);
    this.#waiting = [];
    this.#length = 0;
    this.#give(bytes);
    if (this.#isEnded) this.#close();
    return true;
  }

  /** Resolves when the reader no longer waits for what is written. */
  whenBehind(): Promise<void> | undefined {
    if (this.#isBehind || this.#isClosed) return;
    return new Promise((resolve) => {
      this.#ask = resolve;
    });
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
    this.#ask?.();
  }

  #give(bytes: Uint8Array): void {
    this.#controller.enqueue(bytes);
    // With room for nothing, what no read waited for shows as less than none.
    if (this.#controller.desiredSize === 0) return;
    this.#isBehind = true;
    this.#ask?.();
    this.#ask = null;
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#controller.close();
    this.#ask?.();
    this.#onClosed();
  }
}
