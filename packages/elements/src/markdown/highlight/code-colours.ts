import type { CodeLanguage, Highlighter } from './highlighter.js';
import type { Slices } from './slices.js';

/** The languages of one document, each asked for once, and the time to read them. */
export class CodeColours {
  readonly slices: Slices;
  readonly #highlighter: Highlighter | null | undefined;
  readonly #onFailure: (cause: unknown) => void;
  readonly #languages = new Map<string, CodeLanguage | null | Promise<CodeLanguage | null>>();

  /** @param highlighter `undefined` is ours, loaded with the first language; `null` is none. */
  constructor(
    highlighter: Highlighter | null | undefined,
    slices: Slices,
    onFailure: (cause: unknown) => void,
  ) {
    this.#highlighter = highlighter;
    this.slices = slices;
    this.#onFailure = onFailure;
  }

  language(name: string): CodeLanguage | null | Promise<CodeLanguage | null> {
    if (name === '' || this.#highlighter === null) return null;
    const known = this.#languages.get(name);
    if (known !== undefined) return known;
    const loading = this.#load(name);
    this.#languages.set(name, loading);
    return loading;
  }

  fail(cause: unknown): void {
    this.#onFailure(cause);
  }

  async #load(name: string): Promise<CodeLanguage | null> {
    let language: CodeLanguage | null = null;
    try {
      const highlighter = this.#highlighter ?? (await import('./built-in-highlighter.js')).builtInHighlighter;
      language = await highlighter.language(name);
    } catch (cause) {
      this.#onFailure(cause);
    }
    this.#languages.set(name, language);
    return language;
  }
}
