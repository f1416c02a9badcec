import { AgentChatError } from '@agent-chat/protocol';
import { checkRateLimit, type RateLimits } from '@agent-chat/core';
import type { Database } from './database.js';
import { encodeName } from './names.js';

/** As `take_rate_limit` answers; see the migration that made it. */
const COUNTED = 1;
const COUNTED_BEFORE = 2;

/** What is over is deleted with the first attempt after so many others. */
const PRUNE_EVERY = 1_000;

export function createPostgresRateLimits(database: Database): RateLimits {
  const { schema } = database;
  const takeSql = `SELECT * FROM ${schema}.take_rate_limit($1, $2, $3, $4, $5)`;
  // A row that an attempt holds at this moment is not over.
  const pruneSql = `DELETE FROM ${schema}.rate_limits WHERE (tenant, key) IN (
    SELECT tenant, key FROM ${schema}.rate_limits WHERE ends_at_ms < ${schema}.now_ms()
    FOR UPDATE SKIP LOCKED)`;
  let attempts = 0;

  return {
    take: (request) =>
      database.track(async () => {
        checkRateLimit(request);
        const { tenant, key, id, limit, windowMs } = request;
        if (attempts++ % PRUNE_EVERY === 0) await database.repeatable(pruneSql, []);
        const params = [
          encodeName(tenant),
          encodeName(key),
          id === undefined ? null : encodeName(id),
          limit,
          windowMs,
        ];
        type Row = { readonly taken: number; readonly retry_after_ms: string | null };
        const [row] =
          id === undefined
            ? await database.query<Row>(takeSql, params)
            : await database.repeatable<Row>(takeSql, params);
        if (row === undefined) throw new AgentChatError('Unavailable', 'The database did not answer.');
        if (row.taken === COUNTED) return { allowed: true, repeated: false };
        if (row.taken === COUNTED_BEFORE) return { allowed: true, repeated: true };
        return { allowed: false, retryAfterMs: Number(row.retry_after_ms) };
      }),
  };
}
