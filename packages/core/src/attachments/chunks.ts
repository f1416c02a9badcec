import { AgentChatError } from '@agent-chat/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** All of it in one piece, in memory of its own. */
export async function joinChunks(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    // A copy: whoever writes may use its buffer again.
    pieces.push(new Uint8Array(chunk));
    length += chunk.length;
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

/** One piece as a stream of one. */
export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.length > 0) yield bytes;
}

/** Counts and hashes what passes; what it has seen is known when it has passed. */
export interface Measured {
  readonly chunks: AsyncIterable<Uint8Array>;
  seen(): { readonly hash: string; readonly sizeBytes: number };
}

/** @throws AgentChatError while it is read: `PayloadTooLarge` with the first byte beyond the limit */
export function measured(source: AsyncIterable<Uint8Array>, maxBytes: number): Measured {
  const hash = sha256.create();
  let sizeBytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw fileTooLarge(maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: pass(), seen: () => ({ hash: bytesToHex(hash.clone().digest()), sizeBytes }) };
}

export function fileTooLarge(maxBytes: number, sizeBytes?: number): AgentChatError {
  return new AgentChatError('PayloadTooLarge', `The file is larger than ${maxBytes} bytes.`, {
    details: { maxBytes, ...(sizeBytes !== undefined && { sizeBytes }) },
  });
}

/**
 * What was kept, once it is known to be what was written. The last piece is held back until all of it
 * is: a reader that counts bytes never takes a damaged file for a whole one.
 *
 * @throws AgentChatError while it is read: `StoreDamaged`
 */
export async function* soundChunks(
  source: AsyncIterable<Uint8Array>,
  expected: { readonly hash: string; readonly sizeBytes: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = sha256.create();
  let sizeBytes = 0;
  let held: Uint8Array | null = null;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    hash.update(chunk);
    sizeBytes += chunk.length;
    if (held !== null) yield held;
    held = chunk;
  }
  if (sizeBytes !== expected.sizeBytes || bytesToHex(hash.digest()) !== expected.hash) {
    throw new AgentChatError('StoreDamaged', 'A stored file is damaged. The operator must restore it.', {
      details: { hash: expected.hash },
    });
  }
  if (held !== null) yield held;
}
