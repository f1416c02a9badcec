import { Tokenizer } from 'marked';

/** Deeper than anyone writes, far from the end of the stack. */
const MAX_DEPTH = 32;

/**
 * Marked's tokenizer with an end to nesting: what is nested deeper stays the text that it is.
 * Without it a line of 2,000 `>` overflows the stack.
 */
export class BoundedTokenizer extends Tokenizer<string, string> {
  #depth = 0;

  override blockquote(...source: Parameters<Tokenizer['blockquote']>): ReturnType<Tokenizer['blockquote']> {
    return this.#nested(() => super.blockquote(...source));
  }

  override list(...source: Parameters<Tokenizer['list']>): ReturnType<Tokenizer['list']> {
    return this.#nested(() => super.list(...source));
  }

  override link(...source: Parameters<Tokenizer['link']>): ReturnType<Tokenizer['link']> {
    return this.#nested(() => super.link(...source));
  }

  override reflink(...source: Parameters<Tokenizer['reflink']>): ReturnType<Tokenizer['reflink']> {
    return this.#nested(() => super.reflink(...source));
  }

  override emStrong(...source: Parameters<Tokenizer['emStrong']>): ReturnType<Tokenizer['emStrong']> {
    return this.#nested(() => super.emStrong(...source));
  }

  override del(...source: Parameters<Tokenizer['del']>): ReturnType<Tokenizer['del']> {
    return this.#nested(() => super.del(...source));
  }

  /**
   * A definition whose title spans lines is no definition here. Marked lets such a title run over
   * any block that follows, which could take back what a reader has seen already.
   */
  override def(...source: Parameters<Tokenizer['def']>): ReturnType<Tokenizer['def']> {
    const definition = super.def(...source);
    return definition?.title?.includes('\n') === true ? undefined : definition;
  }

  #nested<T>(read: () => T | undefined): T | undefined {
    if (this.#depth >= MAX_DEPTH) return undefined;
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}
