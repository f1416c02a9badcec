/**
 * A batch of appends in one statement, which is one transaction and one round trip. Each array has
 * one element for each request; `p_event_…` have one for each event and name its request from 1.
 *
 * Locks are taken in one order by every caller, so that no two can wait for each other: new
 * conversations by id, then existing ones by id, and the head of the store last.
 *
 * A round judges every request that is open, writes the first that may be written of each
 * conversation, and keeps those open that another round may judge otherwise: what would have been
 * written too, and what expects events that another request may bring. Nearly always there is one.
 *
 * `status`: 0 appended, 1 conflict (one row for each missing event, or one without), 2 duplicate
 * (its result is empty once it was erased), 3 stale fence, 4 gone. The planner is kept to index lookups by whole keys (OFFSET 0 keeps one apart): it
 * plans once, perhaps on empty tables, where a scan or half a key seems as good.
 */
export const APPEND_FUNCTION = (schema: string): string => `
  CREATE OR REPLACE FUNCTION ${schema}.append(
    p_conversations text[], p_tenants text[], p_expected integer[],
    p_counts integer[], p_fences bigint[], p_authors text[], p_request_ids text[], p_hashes text[],
    p_results text[], p_runnable boolean[], p_updated_at text[], p_participants text[],
    p_records text[], p_event_requests integer[], p_event_seqs integer[], p_event_json text[]
  )
  RETURNS TABLE (request integer, status integer, params_hash text, result text, seq integer, json text)
  LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
  AS $$
  #variable_conflict use_column
  DECLARE
    verdict record;
    statuses integer[] := array_fill(-9, ARRAY[cardinality(p_expected)]);
    ids bigint[] := array_fill(0::bigint, ARRAY[cardinality(p_expected)]);
    hashes text[] := array_fill(NULL::text, ARRAY[cardinality(p_expected)]);
    results text[] := array_fill(NULL::text, ARRAY[cardinality(p_expected)]);
    open_count integer := cardinality(p_expected);
    written integer;
    all_appended boolean := true;
    total integer := 0;
    base bigint;
  BEGIN
    PERFORM ${schema}.durable();

    IF 0 = ANY (p_expected) THEN
      INSERT INTO ${schema}.conversations (conversation_id, tenant)
      SELECT DISTINCT ON (r.conversation_id COLLATE "C") r.conversation_id, r.tenant
      FROM unnest(p_conversations, p_tenants, p_expected, p_fences)
        WITH ORDINALITY AS r (conversation_id, tenant, expected, fence, n)
      WHERE r.expected = 0 AND r.fence IS NULL AND NOT EXISTS (
        SELECT FROM ${schema}.conversations c WHERE c.conversation_id = r.conversation_id COLLATE "C"
      )
      ORDER BY r.conversation_id COLLATE "C", r.n
      ON CONFLICT (conversation_id) DO NOTHING;
    END IF;

    PERFORM 1 FROM ${schema}.conversations c WHERE c.conversation_id = ANY (p_conversations)
      ORDER BY c.conversation_id FOR NO KEY UPDATE;

    WHILE open_count > 0 LOOP
      written := 0;
      FOR verdict IN
        WITH judged AS MATERIALIZED (
          SELECT r.*, c.id, c.head, k.params_hash AS kept_hash, k.result AS kept_result,
            c.participants AS former_participants,
            CASE
              WHEN c.tenant <> r.tenant COLLATE "C" THEN -1
              WHEN c.head < 0 THEN 4
              WHEN k.params_hash IS NOT NULL THEN 2
              WHEN r.fence IS NOT NULL AND (
                c.fence IS DISTINCT FROM r.fence OR c.lease_until_ms <= ${schema}.now_ms()
              ) THEN 3
              WHEN r.expected <> coalesce(c.head, 0) THEN 1
              ELSE 0
            END AS status
          FROM unnest(
            p_conversations, p_tenants, p_expected, p_counts, p_fences, p_authors,
            p_request_ids, p_hashes, p_results, p_runnable, p_updated_at, p_participants, p_records
          ) WITH ORDINALITY AS r (
            conversation_id, tenant, expected, count, fence, author,
            request_id, hash, result, runnable, updated_at, participants, record, n
          )
          LEFT JOIN ${schema}.conversations c ON c.conversation_id = r.conversation_id COLLATE "C"
          LEFT JOIN LATERAL (
            SELECT k.params_hash, k.result FROM ${schema}.keys k
            WHERE k.conversation = c.id AND k.author = r.author COLLATE "C"
              AND k.request_id = r.request_id COLLATE "C"
            OFFSET 0
          ) k ON true
          WHERE statuses[r.n] = -9
        ),
        ranked AS MATERIALIZED (
          SELECT j.*, row_number() OVER (PARTITION BY j.id, j.status ORDER BY j.n) AS place FROM judged j
        ),
        updated AS (
          UPDATE ${schema}.conversations c SET head = j.expected + j.count, runnable = j.runnable,
            updated_at = j.updated_at, participants = j.participants, record = j.record
          FROM ranked j WHERE j.status = 0 AND j.place = 1 AND c.id = j.id
        ),
        keyed AS (
          INSERT INTO ${schema}.keys (conversation, author, request_id, params_hash, result)
          SELECT j.id, j.author, j.request_id, j.hash, j.result FROM ranked j
          WHERE j.status = 0 AND j.place = 1 AND j.request_id IS NOT NULL
        )
        SELECT j.n, j.status, j.id, j.tenant, j.count, j.kept_hash, j.kept_result, j.participants,
          j.former_participants, j.participants <> j.former_participants COLLATE "C" AS roster_changed,
          (j.status = 0 AND j.place > 1) OR (j.status = 1 AND j.expected > coalesce(j.head, 0)) AS open
        FROM ranked j
      LOOP
        CONTINUE WHEN verdict.open;
        statuses[verdict.n] := verdict.status;
        open_count := open_count - 1;
        ids[verdict.n] := coalesce(verdict.id, 0);
        IF verdict.status = 0 THEN
          written := written + 1;
          total := total + verdict.count;
          IF verdict.roster_changed THEN
            DELETE FROM ${schema}.roster m
              USING json_array_elements_text(verdict.former_participants::json) AS former (id)
              WHERE m.tenant = verdict.tenant AND m.participant_id = former.id COLLATE "C"
                AND m.conversation = verdict.id;
            INSERT INTO ${schema}.roster (tenant, participant_id, conversation)
              SELECT verdict.tenant, present.id, verdict.id
              FROM json_array_elements_text(verdict.participants::json) AS present (id);
          END IF;
        ELSE
          all_appended := false;
          hashes[verdict.n] := verdict.kept_hash;
          results[verdict.n] := verdict.kept_result;
        END IF;
      END LOOP;
      EXIT WHEN written = 0;
    END LOOP;
    IF open_count > 0 THEN
      -- They expect events that nobody has written.
      all_appended := false;
      statuses := array_replace(statuses, -9, -1);
    END IF;

    IF total > 0 THEN
      UPDATE ${schema}.head SET position = position + total WHERE id = 1
        RETURNING position - total INTO base;
      INSERT INTO ${schema}.events (position, conversation, seq, json)
      SELECT base + row_number() OVER (), ids[e.request], e.seq, e.json
      FROM unnest(p_event_requests, p_event_seqs, p_event_json) AS e (request, seq, json)
      WHERE statuses[e.request] = 0;
    END IF;

    IF NOT all_appended THEN
      RETURN QUERY
      SELECT v.n::integer, abs(v.status), v.hash, v.result, e.seq, e.json
      FROM unnest(statuses, ids, hashes, results, p_expected)
        WITH ORDINALITY AS v (status, id, hash, result, expected, n)
      LEFT JOIN LATERAL (
        SELECT e.seq, e.json FROM ${schema}.events e
        WHERE v.status = 1 AND e.conversation = v.id AND e.seq > v.expected
        ORDER BY e.seq
      ) e ON true
      WHERE v.status <> 0;
    END IF;
  END
  $$;
`;
