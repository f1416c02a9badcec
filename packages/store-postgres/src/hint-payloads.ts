import type { BusHint } from '@agent-chat/core';

/** A payload of PostgreSQL's has less than 8,000 bytes. */
const MAX_PAYLOAD_BYTES = 7_900;

/** Of what is not in the log. */
export type LoglessHint = Exclude<BusHint, { readonly type: 'events' }>;

const TYPES: Readonly<Record<LoglessHint['type'], true>> = { drafts: true, presence: true, deleted: true };

/** As many hints in each as it has room for. */
export function payloadsOf(hints: Iterable<LoglessHint>): string[] {
  const payloads: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const hint of hints) {
    const text = JSON.stringify(hint);
    const length = Buffer.byteLength(text) + 1;
    // A name that is too long for any payload: its viewers look by themselves.
    if (length + 2 > MAX_PAYLOAD_BYTES) continue;
    bytes += length;
    if (bytes > MAX_PAYLOAD_BYTES) {
      payloads.push([]);
      bytes = 2 + length;
    }
    payloads.at(-1)?.push(text);
  }
  return payloads.map((texts) => `[${texts.join(',')}]`);
}

/** None in what another version says: it costs latency only. */
export function hintsIn(payload: string): readonly LoglessHint[] {
  try {
    const hints = JSON.parse(payload) as readonly LoglessHint[];
    return hints.filter(({ type }) => Object.hasOwn(TYPES, type));
  } catch {
    return [];
  }
}
