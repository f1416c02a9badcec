import type { ChatClient, ChatState } from '@agent-chat/client';
import { ContextConsumer } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import { chatClientContext } from './contexts.js';
import { onNextFrame } from './next-frame.js';

/**
 * Connects an element to the client of its provider and gives it one slice of the state. The
 * element renders again only when its slice is another one, and at most once a frame.
 */
export class ChatController<T> implements ReactiveController {
  readonly #host: LitElement;
  readonly #select: (state: ChatState) => T;
  readonly #isSame: (a: T, b: T) => boolean;
  /** Missing while the constructor runs: the context may answer before it is done. */
  readonly #consumer: ContextConsumer<typeof chatClientContext, LitElement> | undefined;
  #client: ChatClient | null = null;
  #unsubscribe: (() => void) | null = null;
  #value: T | undefined;
  #cancelFrame: (() => void) | null = null;

  /**
   * @param select what the element shows of the state; pure
   * @param isSame whether two slices show the same. Default: they are the same value.
   */
  constructor(
    host: LitElement,
    select: (state: ChatState) => T,
    isSame: (a: T, b: T) => boolean = Object.is,
  ) {
    this.#host = host;
    this.#select = select;
    this.#isSame = isSame;
    host.addController(this);
    this.#consumer = new ContextConsumer(host, {
      context: chatClientContext,
      subscribe: true,
      callback: () => this.#attach(),
    });
  }

  /** The client, for commands; `null` without a provider. */
  get client(): ChatClient | null {
    return this.#client;
  }

  /** The slice; `undefined` without a client. */
  get value(): T | undefined {
    return this.#value;
  }

  /** The slice as it is now: for one that also depends on the element's properties. */
  get latest(): T | undefined {
    return this.#client === null ? undefined : this.#select(this.#client.getState());
  }

  hostConnected(): void {
    this.#attach();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#client = null;
    this.#cancelFrame?.();
    this.#cancelFrame = null;
  }

  #attach(): void {
    const client = this.#consumer?.value ?? null;
    if (client === this.#client || !this.#host.isConnected) return;
    this.#unsubscribe?.();
    this.#client = client;
    this.#unsubscribe =
      client?.subscribe(() => {
        this.#cancelFrame ??= onNextFrame(() => this.#read());
      }) ?? null;
    this.#value = client === null ? undefined : this.#select(client.getState());
    this.#host.requestUpdate();
  }

  /** Takes over what has changed now rather than with the next frame. */
  refresh(): void {
    this.#cancelFrame?.();
    this.#read();
  }

  #read(): void {
    this.#cancelFrame = null;
    if (this.#client === null) return;
    const value = this.#select(this.#client.getState());
    if (this.#value !== undefined && this.#isSame(this.#value, value)) return;
    this.#value = value;
    this.#host.requestUpdate();
  }
}
