import type { LitElement } from 'lit';
import { reportFailure } from '../context/report-failure.js';

/** A part of an element that is loaded when it is first wanted. */
export class LazyPart<T> {
  readonly #element: LitElement;
  readonly #load: () => Promise<T>;
  #part: T | null = null;
  #loading: Promise<T> | null = null;

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
    if (this.#loading === null) reportFailure(this.#element, this.load());
  }

  /** Nothing can be done without it. @throws why it could not be loaded */
  load(): Promise<T> {
    this.#loading ??= this.#load().then(
      (part) => {
        this.#part = part;
        this.#element.requestUpdate();
        return part;
      },
      (cause: unknown) => {
        this.#loading = null;
        throw cause;
      },
    );
    return this.#loading;
  }
}
