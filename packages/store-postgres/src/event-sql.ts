/** Sorts behind every `updated_at`: before the first page. */
export const AFTER_ALL_TIMES = '~';

/** Every statement of the event store, in its (quoted) schema. */
export type EventSql = ReturnType<typeof eventSql>;

export function eventSql(schema: string) {
  /** Resolves a conversation within its tenant; no row matches when there is none. */
  const ownConversation = `(SELECT id FROM ${schema}.conversations WHERE conversation_id = $1 AND tenant = $2)`;
  /** The place of a record; one that there is not counts as the last that began at its time. */
  const after = (updatedAt: string, conversationId: string): string =>
    `(${updatedAt} COLLATE "C", coalesce(
      (SELECT b.id FROM ${schema}.conversations b WHERE b.conversation_id = ${conversationId}), 9223372036854775807))`;
  return {
    append: `SELECT * FROM ${schema}.append(
      $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    // A caller may name any seq, and the column's type holds no number beyond 2,147,483,647.
    pageAfter: `SELECT seq, json FROM ${schema}.events
      WHERE conversation = ${ownConversation} AND seq > $3::bigint ORDER BY seq LIMIT $4`,
    pageBefore: `SELECT seq, json FROM ${schema}.events
      WHERE conversation = ${ownConversation} AND seq < $3::bigint ORDER BY seq DESC LIMIT $4`,
    pageOfAll: `SELECT e.position, c.tenant, c.conversation_id, e.seq, e.json
      FROM (
        SELECT position, conversation, seq, json FROM ${schema}.events
        WHERE position > $1 ORDER BY position LIMIT $2
      ) e JOIN ${schema}.conversations c ON c.id = e.conversation ORDER BY e.position`,
    key: `SELECT params_hash, result FROM ${schema}.keys
      WHERE conversation = ${ownConversation} AND author = $3 AND request_id = $4`,
    position: `SELECT position FROM ${schema}.head`,
    record: `SELECT head, record FROM ${schema}.conversations
      WHERE conversation_id = $1 AND tenant = $2 AND head <> 0`,
    erase: `SELECT ${schema}.erase($1, $2, $3, $4) AS head`,
    deleteConversation: `SELECT ${schema}.delete_conversation($1, $2) AS head`,
    recordsOfTenant: `SELECT record FROM ${schema}.conversations WHERE tenant = $1 AND head > 0
        AND (updated_at, id) < ${after('$2', '$3')}
      ORDER BY updated_at DESC, id DESC LIMIT $4`,
    recordsOfParticipant: `SELECT c.record FROM ${schema}.roster m
      JOIN ${schema}.conversations c ON c.id = m.conversation
      WHERE m.tenant = $1 AND m.participant_id = $2 AND c.tenant = $1 AND c.head > 0
        AND (c.updated_at, c.id) < ${after('$3', '$4')}
      ORDER BY c.updated_at DESC, c.id DESC LIMIT $5`,
    runnable: `SELECT tenant, conversation_id, updated_at FROM ${schema}.conversations
      WHERE runnable AND head > 0 AND (updated_at, id) < ${after('$1', '$2')}
      ORDER BY updated_at DESC, id DESC LIMIT $3`,
    acquireLease: `SELECT ${schema}.acquire_lease($1, $2, $3) AS fence`,
    renewLease: `SELECT ${schema}.renew_lease($1, $2, $3, $4) AS held`,
    claimRunnable: `SELECT tenant, conversation_id, fence FROM ${schema}.claim_runnable($1, $2, $3)`,
    /** In the order of ids, as appends lock them. */
    releaseLeases: `UPDATE ${schema}.conversations c SET lease_until_ms = least(c.lease_until_ms, ${schema}.now_ms()), lease_owner = NULL
      FROM (
        SELECT held.id, given.owner, given.fence
        FROM unnest($1::text[], $2::text[], $3::bigint[]) AS given (conversation_id, owner, fence)
        JOIN ${schema}.conversations held ON held.conversation_id = given.conversation_id COLLATE "C"
          AND held.lease_owner = given.owner COLLATE "C" AND held.fence = given.fence
        ORDER BY held.conversation_id FOR NO KEY UPDATE OF held
      ) mine WHERE c.id = mine.id AND c.fence = mine.fence`,
  };
}
