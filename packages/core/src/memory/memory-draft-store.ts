import type { DraftPiece, DraftStore, DraftsOfConversation } from '../ports/draft-store.js';

/** Drafts in the memory of one process: for several orchestrators that share a store in it. */
export function createMemoryDraftStore(): DraftStore {
  /** By conversation and place, in the order in which they came. */
  const conversations = new Map<string, Map<string, DraftPiece>>();
  const keyOf = ({ tenant, conversationId }: DraftsOfConversation): string =>
    JSON.stringify([tenant, conversationId]);

  return {
    async write(pieces) {
      for (const { tenant, conversationId, ...piece } of pieces) {
        const key = keyOf({ tenant, conversationId });
        const places = conversations.get(key) ?? new Map<string, DraftPiece>();
        conversations.set(key, places);
        // A longer piece at the same place has more of the same text.
        const place = placeOf(piece);
        const known = places.get(place);
        if (known === undefined || endOf(known) < endOf(piece)) places.set(place, piece);
      }
    },
    async read({ fence, lengths, ...of }) {
      const all = [...(conversations.get(keyOf(of))?.values() ?? [])].filter(
        ({ head }) => head.fence === fence,
      );
      const began = [...new Set(all.map(({ head }) => head.draftId))];
      return all
        .filter((piece) => piece.dropped || endOf(piece) > (lengths.get(piece.head.draftId) ?? 0))
        .sort((a, b) => began.indexOf(a.head.draftId) - began.indexOf(b.head.draftId) || a.offset - b.offset);
    },
    async clear({ throughFence, ...of }) {
      const places = conversations.get(keyOf(of));
      if (places === undefined) return;
      for (const [place, { head }] of places) if (head.fence <= throughFence) places.delete(place);
      if (places.size === 0) conversations.delete(keyOf(of));
    },
  };
}

function placeOf({ head, offset, dropped }: DraftPiece): string {
  return JSON.stringify([head.fence, head.draftId, dropped ? 'dropped' : offset]);
}

function endOf({ offset, text }: DraftPiece): number {
  return offset + text.length;
}
