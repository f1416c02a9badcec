import type { LitElement } from 'lit';
import { reportFailure } from '../context/report-failure.js';

/** A part of an element that is loaded when it is first wanted. */
export class LazyPart<T> {
  readonly #element: LitElement;
  readonly #load: () => Promise<T>;
  #part: T | null = null;
  #isLoading = false;

  constructor(element: LitElement, load: () => Promise<T>) {
    this.#element = element;
    this.#load = load;
  }

  /** `null` until it is there: the element renders again then. */
  get part(): T | null {
    return this.#part;
  }

  /** It is needed from now on. One that could not be loaded is tried again by the next call. */
  want(): void {
    if (this.#part !== null || this.#isLoading) return;
    this.#isLoading = true;
    const loaded = this.#load().then((part) => {
      this.#part = part;
      this.#element.requestUpdate();
    });
    reportFailure(
      this.#element,
      loaded.finally(() => {
        this.#isLoading = false;
      }),
    );
  }
}
