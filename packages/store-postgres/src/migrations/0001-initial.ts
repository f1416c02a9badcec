import { APPEND_FUNCTION } from './append-function.js';
import type { Migration } from './migration.js';

/**
 * - `head` is one row: how many events the store has. The append that updates it holds it until its
 *   transaction is visible, so positions become visible in their order and without a gap.
 * - `conversations.participants` is the list that `roster` was last built from, so that an append
 *   which leaves the roster as it is does not touch that table.
 * - `conversations.head` is 0 while there are only keys: such a conversation does not exist yet.
 * - Names are compared by their bytes (`COLLATE "C"`), whatever the locale of the database is.
 * - `durable` makes the running transaction wait for its flush where the server's default does not.
 */
export const initial: Migration = {
  version: 1,
  sql: (schema) => `
    CREATE TABLE ${schema}.head (
      id integer PRIMARY KEY CHECK (id = 1),
      position bigint NOT NULL
    );
    INSERT INTO ${schema}.head (id, position) VALUES (1, 0);

    CREATE TABLE ${schema}.conversations (
      id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
      conversation_id text COLLATE "C" NOT NULL UNIQUE,
      tenant text COLLATE "C" NOT NULL,
      head integer NOT NULL DEFAULT 0,
      fence bigint NOT NULL DEFAULT 0,
      lease_owner text COLLATE "C",
      lease_until_ms bigint NOT NULL DEFAULT 0,
      runnable boolean NOT NULL DEFAULT false,
      updated_at text COLLATE "C" NOT NULL DEFAULT '',
      participants text COLLATE "C" NOT NULL DEFAULT '[]',
      record text NOT NULL DEFAULT ''
    );
    CREATE INDEX conversations_by_activity ON ${schema}.conversations (tenant, updated_at, id)
      WHERE head > 0;
    CREATE INDEX conversations_runnable ON ${schema}.conversations (lease_until_ms)
      WHERE runnable AND head > 0;

    CREATE TABLE ${schema}.roster (
      tenant text COLLATE "C" NOT NULL,
      participant_id text COLLATE "C" NOT NULL,
      conversation bigint NOT NULL,
      PRIMARY KEY (tenant, participant_id, conversation)
    );

    CREATE TABLE ${schema}.events (
      position bigint NOT NULL,
      conversation bigint NOT NULL,
      seq integer NOT NULL,
      json text NOT NULL,
      PRIMARY KEY (conversation, seq)
    );
    CREATE UNIQUE INDEX events_by_position ON ${schema}.events (position);

    CREATE TABLE ${schema}.keys (
      conversation bigint NOT NULL,
      author text COLLATE "C" NOT NULL,
      request_id text COLLATE "C" NOT NULL,
      params_hash text NOT NULL,
      result text NOT NULL,
      PRIMARY KEY (conversation, author, request_id)
    );

    CREATE TABLE ${schema}.records (
      tenant text COLLATE "C" NOT NULL,
      collection text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      value text NOT NULL,
      PRIMARY KEY (tenant, collection, id)
    );

    CREATE FUNCTION ${schema}.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $$
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    $$;

    CREATE FUNCTION ${schema}.durable() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      IF current_setting('synchronous_commit') = 'off' THEN
        PERFORM set_config('synchronous_commit', 'on', true);
      END IF;
    END
    $$;

    CREATE FUNCTION ${schema}.acquire_lease(p_conversation text, p_owner text, p_ttl_ms bigint)
    RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
      held record;
    BEGIN
      -- Nearly every refusal is known without waiting for whoever writes.
      PERFORM 1 FROM ${schema}.conversations c WHERE c.conversation_id = p_conversation
        AND c.lease_owner <> p_owner AND c.lease_until_ms > ${schema}.now_ms();
      IF FOUND THEN
        RETURN NULL;
      END IF;
      PERFORM ${schema}.durable();
      SELECT c.id, c.fence, c.lease_owner, c.lease_until_ms INTO held FROM ${schema}.conversations c
        WHERE c.conversation_id = p_conversation AND c.head > 0 FOR NO KEY UPDATE;
      IF NOT FOUND OR (held.lease_owner <> p_owner AND held.lease_until_ms > ${schema}.now_ms()) THEN
        RETURN NULL;
      END IF;
      UPDATE ${schema}.conversations SET fence = held.fence + 1, lease_owner = p_owner,
        lease_until_ms = ${schema}.now_ms() + p_ttl_ms WHERE id = held.id;
      RETURN held.fence + 1;
    END
    $$;

    CREATE FUNCTION ${schema}.claim_runnable(p_owner text, p_ttl_ms bigint, p_limit integer)
    RETURNS TABLE (tenant text, conversation_id text, fence bigint) LANGUAGE plpgsql AS $$
    DECLARE
      v_now_ms bigint := ${schema}.now_ms();
    BEGIN
      PERFORM ${schema}.durable();
      -- What another node claims or writes at this moment is not left over.
      RETURN QUERY
      UPDATE ${schema}.conversations c
        SET fence = c.fence + 1, lease_owner = p_owner, lease_until_ms = v_now_ms + p_ttl_ms
        FROM (
          SELECT left_over.id FROM ${schema}.conversations left_over
          WHERE left_over.runnable AND left_over.head > 0 AND left_over.lease_until_ms <= v_now_ms
          ORDER BY left_over.lease_until_ms LIMIT p_limit FOR NO KEY UPDATE SKIP LOCKED
        ) mine
        WHERE c.id = mine.id
        RETURNING c.tenant, c.conversation_id, c.fence;
    END
    $$;

    CREATE FUNCTION ${schema}.renew_lease(
      p_conversation text, p_owner text, p_fence bigint, p_ttl_ms bigint
    ) RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      -- The lock first: the time that counts is the one after any wait.
      PERFORM 1 FROM ${schema}.conversations c
        WHERE c.conversation_id = p_conversation FOR NO KEY UPDATE;
      UPDATE ${schema}.conversations c SET lease_until_ms = ${schema}.now_ms() + p_ttl_ms
        WHERE c.conversation_id = p_conversation AND c.lease_owner = p_owner AND c.fence = p_fence
          AND c.lease_until_ms > ${schema}.now_ms();
      RETURN FOUND;
    END
    $$;

    CREATE FUNCTION ${schema}.put_record(
      p_tenant text, p_collection text, p_id text, p_value text
    ) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      INSERT INTO ${schema}.records (tenant, collection, id, value)
        VALUES (p_tenant, p_collection, p_id, p_value)
        ON CONFLICT (tenant, collection, id) DO UPDATE SET value = excluded.value;
    END
    $$;

    CREATE FUNCTION ${schema}.delete_record(p_tenant text, p_collection text, p_id text)
    RETURNS boolean LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM ${schema}.durable();
      DELETE FROM ${schema}.records r
        WHERE r.tenant = p_tenant AND r.collection = p_collection AND r.id = p_id;
      RETURN FOUND;
    END
    $$;

    ${APPEND_FUNCTION(schema)}
  `,
};
