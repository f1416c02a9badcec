/**
 * The heights of the rows of a list, measured or estimated, and where each row stands by them. Pure
 * data: what changes at the end of a long list costs what is behind it, not what is before it.
 */
export class RowHeights {
  #sizes = new Float64Array(64);
  /** Where each row begins, as far as `#valid`; one more than there are rows. */
  #offsets = new Float64Array(65);
  #valid = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The sum of all heights. */
  get total(): number {
    return this.offset(this.#length);
  }

  /** Takes the rows from `from` on anew; there are `length` then. */
  fill(from: number, length: number, heightAt: (index: number) => number): void {
    if (length > this.#sizes.length) {
      const capacity = Math.max(length, this.#sizes.length * 2);
      const sizes = new Float64Array(capacity);
      sizes.set(this.#sizes);
      this.#sizes = sizes;
      const offsets = new Float64Array(capacity + 1);
      offsets.set(this.#offsets);
      this.#offsets = offsets;
    }
    for (let index = from; index < length; index++) this.#sizes[index] = heightAt(index);
    this.#length = length;
    this.#valid = Math.min(this.#valid, from);
  }

  height(index: number): number {
    return this.#sizes[index] ?? 0;
  }

  set(index: number, height: number): void {
    this.#sizes[index] = height;
    this.#valid = Math.min(this.#valid, index);
  }

  /** Where the row at `index` begins; behind the last: the end. */
  offset(index: number): number {
    for (let at = this.#valid; at < index; at++) {
      this.#offsets[at + 1] = (this.#offsets[at] ?? 0) + (this.#sizes[at] ?? 0);
    }
    this.#valid = Math.max(this.#valid, index);
    return this.#offsets[index] ?? 0;
  }

  /** The row at `y`; the first before the start, the last behind the end. */
  indexAt(y: number): number {
    let low = 0;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.offset(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
