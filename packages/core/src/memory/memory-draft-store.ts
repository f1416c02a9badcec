import type { DraftPiece, DraftStore, DraftsOfConversation } from '../ports/draft-store.js';

/** Drafts in the memory of one process: for several orchestrators that share a store in it. */
export function createMemoryDraftStore(): DraftStore {
  const conversations = new Map<string, DraftPiece[]>();
  const keyOf = ({ tenant, conversationId }: DraftsOfConversation): string =>
    JSON.stringify([tenant, conversationId]);

  return {
    async write(pieces) {
      for (const { tenant, conversationId, ...piece } of pieces) {
        const key = keyOf({ tenant, conversationId });
        conversations.set(key, [...(conversations.get(key) ?? []), piece]);
      }
    },
    async read({ fence, lengths, ...of }) {
      const all = (conversations.get(keyOf(of)) ?? []).filter(({ head }) => head.fence === fence);
      const began = [...new Set(all.map(({ head }) => head.draftId))];
      return all
        .filter((piece) => piece.dropped || endOf(piece) > (lengths.get(piece.head.draftId) ?? 0))
        .sort((a, b) => began.indexOf(a.head.draftId) - began.indexOf(b.head.draftId) || a.offset - b.offset);
    },
    async clear({ throughFence, ...of }) {
      const left = (conversations.get(keyOf(of)) ?? []).filter(({ head }) => head.fence > throughFence);
      if (left.length === 0) conversations.delete(keyOf(of));
      else conversations.set(keyOf(of), left);
    },
  };
}

function endOf({ offset, text }: DraftPiece): number {
  return offset + text.length;
}
