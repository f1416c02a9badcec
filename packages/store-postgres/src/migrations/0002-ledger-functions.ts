/** The largest integer that JavaScript keeps exactly: a total stays there. */
const MOST = Number.MAX_SAFE_INTEGER;

/** It plans once, perhaps on empty tables, where a scan seems as good as an index. */
const PLANS = 'SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off';

/**
 * Each function is one statement of the store, one transaction and one round trip. Arrays have one
 * element for each entry. Locks are taken in one order by every caller, so that no two can wait for
 * each other: the reservation, new totals by their key, then existing ones by their key. Whoever
 * holds the locks of all totals sees every amount that is held, and nobody else can add one. Time
 * is read after the locks: what expired while we waited is free.
 *
 * `status` of `ledger_reserve`: 0 reserved, 1 refused (with the entry, from 1), 2 settled before,
 * 3 the id was used otherwise. Of `ledger_settle` and `ledger_record`: 0 done, 1 done before, 3 the
 * id was used otherwise, 4 unknown, 5 other meters.
 */
export const LEDGER_FUNCTIONS = (schema: string): string => `
  CREATE FUNCTION ${schema}.ledger_window_start(p_window text, p_at_ms bigint)
  RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
      WHEN p_window IN ('hour', 'day', 'week', 'month') THEN (extract(epoch FROM date_trunc(
        p_window, timestamp '1970-01-01' + p_at_ms * interval '1 millisecond'
      )) * 1000)::bigint
      ELSE 0
    END
  $$;

  CREATE FUNCTION ${schema}.ledger_spent(p_total bigint, p_now_ms bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE ${PLANS} AS $$
  DECLARE
    found record;
  BEGIN
    SELECT t.spent, t.sliding_ms INTO found FROM ${schema}.ledger_totals t WHERE t.id = p_total;
    IF found.sliding_ms IS NULL THEN
      RETURN coalesce(found.spent, 0);
    END IF;
    RETURN (
      SELECT least(coalesce(sum(c.amount), 0), ${MOST}) FROM ${schema}.ledger_charges c
      WHERE c.total = p_total AND c.at_ms > p_now_ms - found.sliding_ms
    );
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_held(p_total bigint, p_now_ms bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE ${PLANS} AS $$
  BEGIN
    RETURN (
      SELECT coalesce(sum(a.amount), 0) FROM ${schema}.ledger_amounts a
      WHERE a.total = p_total AND a.held_until_ms > p_now_ms
    );
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_lock(
    p_tenant text, p_kinds text[], p_ids text[], p_meters text[], p_windows text[], p_sliding bigint[],
    p_others bigint[]
  ) RETURNS bigint[] LANGUAGE plpgsql ${PLANS} AS $$
  DECLARE
    v_starts bigint[];
    v_totals bigint[];
    v_now_ms bigint := ${schema}.now_ms();
  BEGIN
    SELECT array_agg(${schema}.ledger_window_start(w.name, v_now_ms) ORDER BY w.n) INTO v_starts
      FROM unnest(p_windows) WITH ORDINALITY AS w (name, n);
    INSERT INTO ${schema}.ledger_totals
      (tenant, scope_kind, scope_id, meter, window_name, starts_at_ms, sliding_ms)
      SELECT p_tenant, e.kind, e.id, e.meter, e.name, e.start, e.sliding
      FROM unnest(p_kinds, p_ids, p_meters, p_windows, v_starts, p_sliding)
        AS e (kind, id, meter, name, start, sliding)
      WHERE NOT EXISTS (
        SELECT FROM ${schema}.ledger_totals t WHERE t.tenant = p_tenant COLLATE "C"
          AND t.scope_kind = e.kind COLLATE "C" AND t.scope_id = e.id COLLATE "C"
          AND t.meter = e.meter COLLATE "C" AND t.window_name = e.name COLLATE "C"
          AND t.starts_at_ms = e.start
      )
      ORDER BY e.kind COLLATE "C", e.id COLLATE "C", e.meter COLLATE "C", e.name COLLATE "C"
      ON CONFLICT DO NOTHING;
    SELECT array_agg(t.id ORDER BY e.n) INTO v_totals
      FROM unnest(p_kinds, p_ids, p_meters, p_windows, v_starts)
        WITH ORDINALITY AS e (kind, id, meter, name, start, n)
      JOIN ${schema}.ledger_totals t ON t.tenant = p_tenant COLLATE "C"
        AND t.scope_kind = e.kind COLLATE "C" AND t.scope_id = e.id COLLATE "C"
        AND t.meter = e.meter COLLATE "C" AND t.window_name = e.name COLLATE "C"
        AND t.starts_at_ms = e.start;
    PERFORM ${schema}.ledger_lock_totals(v_totals || p_others);
    RETURN v_totals;
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_lock_totals(p_totals bigint[]) RETURNS void
  LANGUAGE plpgsql ${PLANS} AS $$
  BEGIN
    PERFORM 1 FROM ${schema}.ledger_totals t WHERE t.id = ANY (p_totals)
      ORDER BY t.scope_kind, t.scope_id, t.meter, t.window_name, t.starts_at_ms FOR NO KEY UPDATE;
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_charge(p_totals bigint[], p_amounts bigint[]) RETURNS void
  LANGUAGE plpgsql ${PLANS} AS $$
  DECLARE
    v_now_ms bigint := ${schema}.now_ms();
  BEGIN
    UPDATE ${schema}.ledger_totals t SET spent = least(t.spent + e.amount, ${MOST})
      FROM unnest(p_totals, p_amounts) AS e (total, amount)
      WHERE t.id = e.total AND t.sliding_ms IS NULL;
    DELETE FROM ${schema}.ledger_charges c USING ${schema}.ledger_totals t
      WHERE t.id = ANY (p_totals) AND c.total = t.id AND c.at_ms <= v_now_ms - t.sliding_ms;
    INSERT INTO ${schema}.ledger_charges (total, at_ms, amount)
      SELECT t.id, v_now_ms, e.amount FROM unnest(p_totals, p_amounts) AS e (total, amount)
      JOIN ${schema}.ledger_totals t ON t.id = e.total AND t.sliding_ms IS NOT NULL;
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_reserve(
    p_tenant text, p_name text, p_fingerprint text, p_ttl_ms bigint, p_kinds text[], p_ids text[],
    p_meters text[], p_windows text[], p_sliding bigint[], p_amounts bigint[], p_caps bigint[]
  ) RETURNS TABLE (status integer, entry integer, spent bigint, reserved bigint)
  LANGUAGE plpgsql ${PLANS} AS $$
  #variable_conflict use_column
  DECLARE
    former record;
    is_new boolean;
    v_totals bigint[];
    v_former_totals bigint[];
    v_now_ms bigint;
    v_spent bigint;
    v_held bigint;
  BEGIN
    PERFORM ${schema}.durable();
    INSERT INTO ${schema}.ledger_reservations (tenant, kind, name, fingerprint, updated_at_ms)
      VALUES (p_tenant, 'reserve', p_name, p_fingerprint, ${schema}.now_ms())
      ON CONFLICT (tenant, kind, name) DO NOTHING;
    is_new := FOUND;
    SELECT r.id, r.fingerprint, r.settled_as INTO former FROM ${schema}.ledger_reservations r
      WHERE r.tenant = p_tenant AND r.kind = 'reserve' AND r.name = p_name FOR UPDATE;
    IF former.fingerprint <> p_fingerprint COLLATE "C" THEN
      RETURN QUERY SELECT 3, NULL::integer, NULL::bigint, NULL::bigint;
      RETURN;
    ELSIF former.settled_as IS NOT NULL THEN
      RETURN QUERY SELECT 2, NULL::integer, NULL::bigint, NULL::bigint;
      RETURN;
    END IF;

    SELECT coalesce(array_agg(a.total), '{}') INTO v_former_totals
      FROM ${schema}.ledger_amounts a WHERE a.reservation = former.id;
    v_totals := ${schema}.ledger_lock(
      p_tenant, p_kinds, p_ids, p_meters, p_windows, p_sliding, v_former_totals);
    v_now_ms := ${schema}.now_ms();

    UPDATE ${schema}.ledger_amounts a SET held_until_ms = v_now_ms + p_ttl_ms
      WHERE a.reservation = former.id AND a.held_until_ms > v_now_ms;
    IF FOUND THEN
      RETURN QUERY SELECT 0, NULL::integer, NULL::bigint, NULL::bigint;
      RETURN;
    END IF;

    FOR n IN 1 .. cardinality(v_totals) LOOP
      v_spent := ${schema}.ledger_spent(v_totals[n], v_now_ms);
      v_held := ${schema}.ledger_held(v_totals[n], v_now_ms);
      IF p_amounts[n] > p_caps[n] - v_spent - v_held THEN
        IF is_new THEN
          DELETE FROM ${schema}.ledger_reservations r WHERE r.id = former.id;
        END IF;
        RETURN QUERY SELECT 1, n, v_spent, v_held;
        RETURN;
      END IF;
    END LOOP;

    -- Those of an earlier try, whose time is up.
    DELETE FROM ${schema}.ledger_amounts a WHERE a.reservation = former.id;
    INSERT INTO ${schema}.ledger_amounts (reservation, total, amount, held_until_ms)
      SELECT former.id, e.total, e.amount, v_now_ms + p_ttl_ms
      FROM unnest(v_totals, p_amounts) AS e (total, amount);
    RETURN QUERY SELECT 0, NULL::integer, NULL::bigint, NULL::bigint;
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_settle(
    p_tenant text, p_name text, p_settled_as text, p_meters text[], p_amounts bigint[]
  ) RETURNS TABLE (status integer, meters text[]) LANGUAGE plpgsql ${PLANS} AS $$
  #variable_conflict use_column
  DECLARE
    former record;
    v_totals bigint[];
    v_meters text[];
    v_amounts bigint[];
  BEGIN
    PERFORM ${schema}.durable();
    SELECT r.id, r.settled_as INTO former FROM ${schema}.ledger_reservations r
      WHERE r.tenant = p_tenant AND r.kind = 'reserve' AND r.name = p_name FOR UPDATE;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 4, NULL::text[];
      RETURN;
    ELSIF former.settled_as IS NOT NULL THEN
      RETURN QUERY SELECT CASE WHEN former.settled_as = p_settled_as COLLATE "C" THEN 1 ELSE 3 END, NULL::text[];
      RETURN;
    END IF;

    SELECT array_agg(a.total ORDER BY a.total), array_agg(t.meter ORDER BY a.total),
        array_agg(e.amount ORDER BY a.total)
      INTO v_totals, v_meters, v_amounts
      FROM ${schema}.ledger_amounts a JOIN ${schema}.ledger_totals t ON t.id = a.total
      LEFT JOIN unnest(p_meters, p_amounts) AS e (meter, amount) ON e.meter = t.meter COLLATE "C"
      WHERE a.reservation = former.id;
    IF array_position(v_amounts, NULL) IS NOT NULL OR NOT p_meters COLLATE "C" <@ v_meters THEN
      RETURN QUERY SELECT 5, v_meters;
      RETURN;
    END IF;

    PERFORM ${schema}.ledger_lock_totals(v_totals);
    PERFORM ${schema}.ledger_charge(v_totals, v_amounts);
    DELETE FROM ${schema}.ledger_amounts a WHERE a.reservation = former.id;
    UPDATE ${schema}.ledger_reservations r
      SET settled_as = p_settled_as, updated_at_ms = ${schema}.now_ms() WHERE r.id = former.id;
    RETURN QUERY SELECT 0, NULL::text[];
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_release(p_tenant text, p_name text) RETURNS boolean
  LANGUAGE plpgsql ${PLANS} AS $$
  DECLARE
    v_id bigint;
  BEGIN
    PERFORM ${schema}.durable();
    SELECT r.id INTO v_id FROM ${schema}.ledger_reservations r
      WHERE r.tenant = p_tenant AND r.kind = 'reserve' AND r.name = p_name FOR UPDATE;
    UPDATE ${schema}.ledger_amounts a SET held_until_ms = 0
      WHERE a.reservation = v_id AND a.held_until_ms > ${schema}.now_ms();
    RETURN FOUND;
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_record(
    p_tenant text, p_name text, p_fingerprint text, p_kinds text[], p_ids text[], p_meters text[],
    p_windows text[], p_sliding bigint[], p_amounts bigint[]
  ) RETURNS integer LANGUAGE plpgsql ${PLANS} AS $$
  BEGIN
    PERFORM ${schema}.durable();
    IF p_name IS NOT NULL THEN
      INSERT INTO ${schema}.ledger_reservations
        (tenant, kind, name, fingerprint, settled_as, updated_at_ms)
        VALUES (p_tenant, 'record', p_name, p_fingerprint, p_fingerprint, ${schema}.now_ms())
        ON CONFLICT (tenant, kind, name) DO NOTHING;
      IF NOT FOUND THEN
        RETURN (
          SELECT CASE WHEN r.fingerprint = p_fingerprint COLLATE "C" THEN 1 ELSE 3 END
          FROM ${schema}.ledger_reservations r
          WHERE r.tenant = p_tenant AND r.kind = 'record' AND r.name = p_name
        );
      END IF;
    END IF;
    PERFORM ${schema}.ledger_charge(
      ${schema}.ledger_lock(p_tenant, p_kinds, p_ids, p_meters, p_windows, p_sliding, '{}'), p_amounts);
    RETURN 0;
  END
  $$;

  CREATE FUNCTION ${schema}.ledger_state(
    p_tenant text, p_kind text, p_id text, p_meter text, p_window text, p_at_ms bigint
  ) RETURNS TABLE (spent bigint, reserved bigint) LANGUAGE plpgsql STABLE ${PLANS} AS $$
  #variable_conflict use_column
  DECLARE
    v_now_ms bigint := ${schema}.now_ms();
  BEGIN
    RETURN QUERY
    SELECT ${schema}.ledger_spent(t.id, v_now_ms), ${schema}.ledger_held(t.id, v_now_ms)
    FROM ${schema}.ledger_totals t
    WHERE t.tenant = p_tenant AND t.scope_kind = p_kind AND t.scope_id = p_id AND t.meter = p_meter
      AND t.window_name = p_window
      AND t.starts_at_ms = ${schema}.ledger_window_start(p_window, coalesce(p_at_ms, v_now_ms));
  END
  $$;
`;
