import type { JWK } from 'jose';

export const IDENTITY_ALGORITHMS = ['HS256', 'RS256', 'ES256'] as const;
export type IdentityAlgorithm = (typeof IDENTITY_ALGORITHMS)[number];

/** A JSON Web Key (RFC 7517): of a shared secret (`oct`) or the public half of a pair. */
export type IdentityKey = JWK;

/** How the host vouches for visitors who have logged in with it. */
export interface IdentityOptions {
  /** What `iss` has to be: one of these. */
  readonly issuer: string | readonly string[];
  /** What `aud` has to name. */
  readonly audience: string;
  /**
   * The keys that are good now. To change one, add the next, sign with it, and take the old one away
   * when its last token has expired; a `kid` tells them apart. A function is asked for each token:
   * keep what it fetches.
   */
  readonly keys: readonly IdentityKey[] | (() => Promise<readonly IdentityKey[]>);
  /** Those that are accepted, each with keys of its own kind only. Default: all three. */
  readonly algorithms?: readonly IdentityAlgorithm[];
  /** By how much the host's clock may be wrong, in seconds. Default 30. */
  readonly clockToleranceSeconds?: number;
  /** No token may be good for longer, in seconds, whatever its `exp` says. Default 86,400: a day. */
  readonly maxLifetimeSeconds?: number;
}

/** A visitor whom the host knows. */
export interface VerifiedVisitor {
  /** Who it is at the host: `iss` and `sub`. */
  readonly issuer: string;
  readonly subject: string;
  /** The `name` of the token. `null`: it has none. */
  readonly displayName: string | null;
}
