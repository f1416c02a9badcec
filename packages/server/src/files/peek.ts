import { joinBytes } from '../streams/join-bytes.js';

/** The first bytes of a stream, and all of it. */
export interface Peeked {
  /** At most as many as were asked for; fewer when there are no more. */
  readonly head: Uint8Array;
  /** From the start, the head included; to be read once. */
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
}

export async function peek(source: AsyncGenerator<Uint8Array, void>, headBytes: number): Promise<Peeked> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isOver = false;
  while (length < headBytes && !isOver) {
    const { done, value } = await source.next();
    isOver = done === true;
    if (done === true) break;
    // A copy: the sender may use its buffer again.
    pieces.push(value.slice());
    length += value.length;
  }
  const begun = joinBytes(pieces);
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (begun.length > 0) yield begun;
    if (!isOver) yield* source;
  }
  return { head: begun.subarray(0, headBytes), chunks: chunks() };
}
