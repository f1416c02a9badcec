import type { Slices } from '../highlight/slices.js';
import type { MathRenderer } from './math-renderer.js';

/** What makes the formulas of one document: loaded with the first of them. */
export class Formulas {
  readonly slices: Slices;
  readonly #onFailure: (cause: unknown) => void;
  #renderer: MathRenderer | null | undefined;
  #loading: Promise<void> | null = null;

  /** @param renderer `undefined` is ours, `null` is none. */
  constructor(
    renderer: MathRenderer | null | undefined,
    slices: Slices,
    onFailure: (cause: unknown) => void,
  ) {
    this.#renderer = renderer;
    this.slices = slices;
    this.#onFailure = onFailure;
  }

  /** `null` when there is none, or as long as it is being loaded; then `onLoad` is called. */
  renderer(onLoad: () => void): MathRenderer | null {
    if (this.#renderer !== undefined) return this.#renderer;
    this.#loading ??= this.#load();
    void this.#loading.then(onLoad);
    return null;
  }

  fail(cause: unknown): void {
    this.#onFailure(cause);
  }

  async #load(): Promise<void> {
    try {
      this.#renderer = (await import('./built-in-math.js')).builtInMath;
    } catch (cause) {
      this.#renderer = null;
      this.#onFailure(cause);
    }
  }
}
