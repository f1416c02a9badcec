import type { Migration } from './migration.js';

/**
 * Attempts in sliding windows. Unlogged, and its commit waits for no flush: it protects from too much,
 * and a crash of the server forgives at most one window. Whoever holds the row's lock sees every
 * attempt, and reads the clock after it has the lock, so that attempts are in the order of their
 * times. `taken`: 0 refused, 1 counted, 2 counted before.
 */
export const rateLimits: Migration = {
  version: 8,
  sql: (schema) => `
    CREATE UNLOGGED TABLE ${schema}.rate_limits (
      tenant text COLLATE "C" NOT NULL,
      key text COLLATE "C" NOT NULL,
      times bigint[] NOT NULL,
      ids text[] NOT NULL,
      ends_at_ms bigint NOT NULL,
      PRIMARY KEY (tenant, key)
    );
    CREATE INDEX rate_limits_by_end ON ${schema}.rate_limits (ends_at_ms);

    CREATE FUNCTION ${schema}.take_rate_limit(
      p_tenant text, p_key text, p_id text, p_limit integer, p_window_ms bigint
    ) RETURNS TABLE (taken integer, retry_after_ms bigint) LANGUAGE plpgsql AS $$
    #variable_conflict use_column
    DECLARE
      held record;
      v_now_ms bigint;
      v_times bigint[];
      v_ids text[];
      v_count integer;
    BEGIN
      PERFORM set_config('synchronous_commit', 'off', true);
      -- Again where what is over was deleted in between.
      LOOP
        INSERT INTO ${schema}.rate_limits (tenant, key, times, ids, ends_at_ms)
          VALUES (p_tenant, p_key, '{}', '{}', 0) ON CONFLICT DO NOTHING;
        SELECT r.times, r.ids INTO held FROM ${schema}.rate_limits r
          WHERE r.tenant = p_tenant AND r.key = p_key FOR UPDATE;
        EXIT WHEN FOUND;
      END LOOP;
      v_now_ms := ${schema}.now_ms();
      SELECT coalesce(array_agg(a.at ORDER BY a.n), '{}'), coalesce(array_agg(a.id ORDER BY a.n), '{}')
        INTO v_times, v_ids
        FROM unnest(held.times, held.ids) WITH ORDINALITY AS a (at, id, n)
        WHERE a.at > v_now_ms - p_window_ms;
      IF p_id IS NOT NULL AND array_position(v_ids, p_id) IS NOT NULL THEN
        RETURN QUERY SELECT 2, NULL::bigint;
        RETURN;
      END IF;
      v_count := cardinality(v_times);
      IF v_count >= p_limit THEN
        RETURN QUERY SELECT 0, greatest(1, v_times[v_count - p_limit + 1] + p_window_ms - v_now_ms);
        RETURN;
      END IF;
      UPDATE ${schema}.rate_limits r
        SET times = array_append(v_times, v_now_ms), ids = array_append(v_ids, p_id), ends_at_ms = v_now_ms + p_window_ms
        WHERE r.tenant = p_tenant AND r.key = p_key;
      RETURN QUERY SELECT 1, NULL::bigint;
    END
    $$;
  `,
};
