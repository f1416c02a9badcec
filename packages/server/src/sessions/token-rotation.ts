import type { IssuedToken, Persistence, ServerSide } from './stored-session.js';

/** As many pages of one visitor may hold a token of their own; the oldest has to ask again. */
const MAX_TOKENS = 20;
/** A copy of a token that is older than so many changes is refused, and no longer recognised as a copy. */
const MAX_SPENT = 32;
/** So long the former token is good although the present one is in use: other tabs were starting too. */
export const LEEWAY_MS = 60_000;

/**
 * What a persistence token is, by its hash.
 * - `present`: it is exchanged for the next one
 * - `former`: it was exchanged, and gives the same next one again: the answer was lost, or another tab
 *   of the same browser was starting at the same time
 * - `copied`: it was exchanged, and the next one is in use: two parties have it
 * - `unknown`: it was never one of this session
 */
export function standingOf(
  { hash, former, spent }: Persistence,
  shown: string,
  nowMs: number,
): 'present' | 'former' | 'copied' | 'unknown' {
  if (shown === hash) return 'present';
  if (shown === former?.hash) {
    const isLate = nowMs - Date.parse(former.rotatedAt) > LEEWAY_MS;
    return former.isConfirmed && isLate ? 'copied' : 'former';
  }
  return spent.includes(shown) ? 'copied' : 'unknown';
}

/** After the present token was exchanged for one with the hash `next`. */
export function rotated(
  persistence: Persistence,
  change: { readonly next: string; readonly nonce: string; readonly nowMs: number },
): Persistence {
  const { generation, hash, former, spent } = persistence;
  return {
    generation: generation + 1,
    hash: change.next,
    former: {
      hash,
      nonce: change.nonce,
      rotatedAt: new Date(change.nowMs).toISOString(),
      isConfirmed: false,
    },
    spent: former === null ? spent : [former.hash, ...spent].slice(0, MAX_SPENT),
  };
}

/** With one more session token, issued now. */
export function withToken(server: ServerSide, hash: string): ServerSide {
  const issued = { hash, generation: server.persistence?.generation ?? 0 };
  return { ...server, tokens: [issued, ...server.tokens].slice(0, MAX_TOKENS) };
}

/**
 * Knowing that this session token arrived: so did the persistence token that came with it. The same
 * where there is nothing to note.
 */
export function confirmed(server: ServerSide, { generation }: IssuedToken): ServerSide {
  const { persistence } = server;
  if (persistence === null || persistence.former === null) return server;
  if (persistence.former.isConfirmed || generation < persistence.generation) return server;
  return { ...server, persistence: { ...persistence, former: { ...persistence.former, isConfirmed: true } } };
}
