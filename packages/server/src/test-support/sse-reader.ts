import { onTestFinished } from 'vitest';
import type { Session, TestServer } from './test-server.js';

export interface SseEvent {
  readonly kind: string;
  readonly id: string | null;
  readonly data: Record<string, unknown>;
}

/** Reads an event stream line by line, as the HTML standard defines it. */
export class SseReader {
  readonly response: Response;
  readonly comments: string[] = [];
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #decoder = new TextDecoder();
  readonly #aborting: AbortController;
  #text = '';

  private constructor(response: Response, aborting: AbortController) {
    if (response.body === null) throw new Error('There is no stream.');
    this.response = response;
    this.#reader = response.body.getReader();
    this.#aborting = aborting;
  }

  static async open(
    server: TestServer,
    session: Session,
    query = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<SseReader> {
    const aborting = new AbortController();
    onTestFinished(() => aborting.abort());
    const response = await server.call('GET', `/api/conversations/${session.conversationId}/stream${query}`, {
      token: session.sessionToken,
      headers,
      signal: aborting.signal,
    });
    return new SseReader(response, aborting);
  }

  /** The next event; `null` at the end of the stream. */
  async next(): Promise<SseEvent | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end !== -1) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const event = this.#parse(block);
        if (event !== null) return event;
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  /** All events up to and with the first that matches. */
  async until(matches: (event: SseEvent) => boolean): Promise<SseEvent[]> {
    const events: SseEvent[] = [];
    for (;;) {
      const event = await this.next();
      if (event === null) {
        throw new Error(`The stream ended after ${events.map(({ kind }) => kind).join(', ')}.`);
      }
      events.push(event);
      if (matches(event)) return events;
    }
  }

  cut(): void {
    this.#aborting.abort();
  }

  #parse(block: string): SseEvent | null {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (name === '') this.comments.push(value);
      else fields.set(name, value);
    }
    const kind = fields.get('event');
    if (kind === undefined) return null;
    const data = JSON.parse(fields.get('data') ?? '') as Record<string, unknown>;
    return { kind, id: fields.get('id') ?? null, data };
  }
}

export const isCaughtUp = ({ kind }: SseEvent): boolean => kind === 'caught_up';

/** The logged answer of the agent. */
export const isAnswer = ({ kind, data }: SseEvent): boolean =>
  kind === 'event' && data['type'] === 'message' && data['author'] === 'echo';
