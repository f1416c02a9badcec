import type { Frame } from '@agent-chat/protocol';

/** The kinds of the first `count` frames; the reader stops there. */
export async function kindsOf(frames: AsyncIterable<Frame>, count: number): Promise<string[]> {
  const kinds: string[] = [];
  for await (const { kind } of frames) {
    kinds.push(kind);
    if (kinds.length === count) break;
  }
  return kinds;
}
