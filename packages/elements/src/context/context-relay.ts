import { type Context, ContextConsumer, ContextProvider } from '@lit/context';
import type { LitElement } from 'lit';

/** Gives what is inside an element a value: its own, or else what comes from around it. */
export class ContextRelay<T> {
  readonly #outer: ContextConsumer<Context<unknown, T | null>, LitElement>;
  readonly #provider: ContextProvider<Context<unknown, T | null>, LitElement>;
  #own: T | null = null;

  constructor(host: LitElement, context: Context<unknown, T | null>) {
    this.#provider = new ContextProvider(host, { context, initialValue: null });
    this.#outer = new ContextConsumer(host, {
      context,
      subscribe: true,
      callback: (value) => this.#provider.setValue(this.#own ?? value),
    });
  }

  /** What is inside the element gets. */
  get value(): T | null {
    return this.#provider.value;
  }

  /** The element's own value; `null`: that from around it. */
  set(own: T | null): void {
    this.#own = own;
    this.#provider.setValue(own ?? this.#outer.value ?? null);
  }
}
