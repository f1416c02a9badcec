import { APPEND_FUNCTION } from './append-function.js';
import type { Migration } from './migration.js';

/**
 * What removes texts and conversations. `conversations.head` is -1 for a tombstone: a conversation
 * that was deleted and whose id is used up. The result of a key is empty once it was erased.
 *
 * Both functions return the head that they found (0 or NULL when there is no such conversation), and
 * do nothing where the caller has to refuse: it knows by the same rule. `append` learns to answer
 * for tombstones.
 */
export const erasure: Migration = {
  version: 3,
  sql: (schema) => `
    CREATE FUNCTION ${schema}.erase(
      p_conversation text, p_tenant text, p_seqs bigint[], p_json text[]
    ) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      held record;
    BEGIN
      PERFORM ${schema}.durable();
      SELECT c.id, c.head INTO held FROM ${schema}.conversations c
        WHERE c.conversation_id = p_conversation AND c.tenant = p_tenant FOR NO KEY UPDATE;
      IF NOT FOUND OR held.head <= 0 OR EXISTS (
        SELECT FROM unnest(p_seqs) AS named (seq)
        GROUP BY named.seq HAVING named.seq < 1 OR named.seq > held.head OR count(*) > 1
      ) THEN
        RETURN held.head;
      END IF;
      UPDATE ${schema}.events e SET json = new.json FROM unnest(p_seqs, p_json) AS new (seq, json)
        WHERE e.conversation = held.id AND e.seq = new.seq::integer;
      UPDATE ${schema}.keys k SET params_hash = '', result = '' WHERE k.conversation = held.id;
      RETURN held.head;
    END
    $$;

    CREATE FUNCTION ${schema}.delete_conversation(p_conversation text, p_tenant text)
    RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      held record;
    BEGIN
      PERFORM ${schema}.durable();
      SELECT c.id, c.head, c.participants INTO held FROM ${schema}.conversations c
        WHERE c.conversation_id = p_conversation AND c.tenant = p_tenant FOR NO KEY UPDATE;
      IF NOT FOUND OR held.head <= 0 THEN
        RETURN held.head;
      END IF;
      DELETE FROM ${schema}.events e WHERE e.conversation = held.id;
      DELETE FROM ${schema}.keys k WHERE k.conversation = held.id;
      DELETE FROM ${schema}.roster m USING json_array_elements_text(held.participants::json) AS former (id)
        WHERE m.tenant = p_tenant AND m.participant_id = former.id COLLATE "C" AND m.conversation = held.id;
      UPDATE ${schema}.conversations c SET head = -1, runnable = false, lease_owner = NULL,
        lease_until_ms = 0, updated_at = '', participants = '[]', record = '' WHERE c.id = held.id;
      RETURN -1;
    END
    $$;

    ${APPEND_FUNCTION(schema)}
  `,
};
