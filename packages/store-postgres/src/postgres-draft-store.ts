import type { DraftPiece, DraftStore, DraftsOfConversation } from '@agent-chat/core';
import type { Database } from './database.js';
import { encodeName } from './names.js';

/** What a node that was killed left behind goes with the first write after so many others. */
const PRUNE_EVERY = 1_000;
const MAX_AGE = '1 day';

export function createPostgresDraftStore(database: Database): DraftStore {
  const { schema } = database;
  // A longer piece at the same place has more of the same text.
  const write = `
    INSERT INTO ${schema}.drafts AS known (tenant, conversation_id, fence, draft_id, starts_at, ends_at, piece)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::integer[], $6::integer[], $7::text[])
    ON CONFLICT (tenant, conversation_id, fence, draft_id, starts_at)
      DO UPDATE SET ends_at = excluded.ends_at, piece = excluded.piece WHERE known.ends_at < excluded.ends_at`;
  const read = `
    SELECT piece FROM (
      SELECT d.*, min(ordinal) OVER (PARTITION BY draft_id) AS began FROM ${schema}.drafts d
      WHERE tenant = $1 AND conversation_id = $2 AND fence = $3
    ) d LEFT JOIN unnest($4::text[], $5::integer[]) AS known (draft_id, length) USING (draft_id)
    WHERE starts_at < 0 OR ends_at > coalesce(known.length, 0)
    ORDER BY began, starts_at`;
  const clear = `DELETE FROM ${schema}.drafts WHERE tenant = $1 AND conversation_id = $2 AND fence <= $3`;
  const prune = `DELETE FROM ${schema}.drafts WHERE written_at < now() - interval '${MAX_AGE}'`;
  let writes = 0;

  return {
    write: (written) =>
      database.track(async () => {
        const pieces = longestOf(written);
        if (writes++ % PRUNE_EVERY === 0) await database.repeatable(prune, []);
        await database.repeatable(write, [
          pieces.map(({ tenant }) => encodeName(tenant)),
          pieces.map(({ conversationId }) => encodeName(conversationId)),
          pieces.map(({ head }) => head.fence),
          pieces.map(({ head }) => encodeName(head.draftId)),
          pieces.map(startOf),
          pieces.map(({ offset, text }) => offset + text.length),
          pieces.map(({ head, offset, text, dropped }) => JSON.stringify({ head, offset, text, dropped })),
        ]);
      }),

    read: ({ tenant, conversationId, fence, lengths }) =>
      database.track(async () => {
        const rows = await database.repeatable<{ piece: string }>(read, [
          encodeName(tenant),
          encodeName(conversationId),
          fence,
          [...lengths.keys()].map(encodeName),
          [...lengths.values()],
        ]);
        return rows.map(({ piece }) => JSON.parse(piece) as DraftPiece);
      }),

    clear: ({ tenant, conversationId, throughFence }) =>
      database.track(async () => {
        await database.repeatable(clear, [encodeName(tenant), encodeName(conversationId), throughFence]);
      }),
  };
}

function startOf({ dropped, offset }: DraftPiece): number {
  return dropped ? -1 : offset;
}

/** One piece for each place: a statement writes no row twice. */
function longestOf<Piece extends DraftPiece & DraftsOfConversation>(pieces: readonly Piece[]): Piece[] {
  const longest = new Map<string, Piece>();
  for (const piece of pieces) {
    const { tenant, conversationId, head, text } = piece;
    const place = JSON.stringify([tenant, conversationId, head.fence, head.draftId, startOf(piece)]);
    const known = longest.get(place);
    if (known === undefined || known.text.length < text.length) longest.set(place, piece);
  }
  return [...longest.values()];
}
