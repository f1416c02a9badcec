/**
 * One write to a reader: enough for a page of events, little enough for many of them. A connection says
 * that a write has left when all of it has: in smaller ones it is seen that a slow reader takes something.
 */
export const MAX_PIECE_BYTES = 64 * 1024;

export function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length <= MAX_PIECE_BYTES) return [bytes];
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += MAX_PIECE_BYTES) {
    pieces.push(bytes.subarray(start, start + MAX_PIECE_BYTES));
  }
  return pieces;
}
