import { AgentChatError } from '@agent-chat/protocol';
import { refused } from './export-format.js';

const LINE_END = 0x0a;

export interface SizeLimits {
  readonly maxBytes: number;
  readonly maxLineBytes: number;
}

/** A chunk of a file: bytes, or text that splits no surrogate pair. */
export type Chunk = Uint8Array | string;

/**
 * The lines of a file that comes in chunks of any cut, each with its line end. Only U+000A ends a
 * line: the text of an event may hold other characters that some programs split at.
 *
 * @throws AgentChatError `InvalidRequest` when the last line has no end; `PayloadTooLarge`
 */
export async function* splitLines(
  source: AsyncIterable<Chunk> | Iterable<Chunk>,
  { maxBytes, maxLineBytes }: SizeLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let total = 0;
  let number = 1;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
    total += bytes.length;
    if (total > maxBytes) throw tooLarge('The file', maxBytes, { maxBytes });
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LINE_END, start);
      const piece = bytes.subarray(start, end === -1 ? bytes.length : end + 1);
      start += piece.length;
      pendingBytes += piece.length;
      if (pendingBytes > maxLineBytes) {
        throw tooLarge(`Line ${number} of the file`, maxLineBytes, { maxLineBytes, line: number });
      }
      // A copy: a reader may use its buffer again.
      pending.push(piece.slice());
      if (end === -1) continue;
      yield join(pending, pendingBytes);
      pending = [];
      pendingBytes = 0;
      number += 1;
    }
  }
  if (pendingBytes > 0) throw refused(number, 'it is cut off in the middle of a line');
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1 && pieces[0] !== undefined) return pieces[0];
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}

function tooLarge(what: string, limit: number, details: object): AgentChatError {
  return new AgentChatError('PayloadTooLarge', `${what} has more than ${limit} bytes.`, { details });
}
