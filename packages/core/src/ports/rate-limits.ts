export interface RateLimitRequest {
  readonly tenant: string;
  /** What is limited: 1 to 256 characters. One key has one limit and one window at a time. */
  readonly key: string;
  /**
   * Names the attempt, at most 256 characters: a retry with the same id counts nothing while the
   * first is in the window. Default: every attempt is another.
   */
  readonly id?: string;
  /** How many attempts a window takes: an integer from 1 to 10,000. */
  readonly limit: number;
  /** How far the window looks back from now: an integer from 1 to 86,400,000 (a day). */
  readonly windowMs: number;
}

export type RateLimitResult =
  /** `repeated`: the attempt of this id was counted before. */
  | { readonly allowed: true; readonly repeated: boolean }
  /** Nothing was counted. One more is taken in `retryAfterMs`, if nobody is faster; at least 1. */
  | { readonly allowed: false; readonly retryAfterMs: number };

/**
 * Counts attempts in sliding windows, by the store's clock. Exact: of however many at the same time,
 * on however many nodes, no more than the limit are allowed in any window. What it has counted may be
 * lost when the store crashes: it protects from too much, and is no account of anything.
 */
export interface RateLimits {
  /** @throws AgentChatError `InvalidRequest` for values that are not as described; `Store…`, `Unavailable` */
  take(request: RateLimitRequest): Promise<RateLimitResult>;
}
