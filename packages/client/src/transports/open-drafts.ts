import type { Frame } from '@agent-chat/protocol';

/** The drafts that several connections to one conversation have brought. */
export interface OpenDrafts {
  /**
   * Returns whether `frame` leaves a draft in doubt: it ends what a connection brings up to now, and one
   * of them was not in it; or it is text, and text before it is missing.
   */
  take(frame: Frame): boolean;
}

export function createOpenDrafts(): OpenDrafts {
  /** By `draftId`: how long it is, and whether the newest connection has brought it. */
  const open = new Map<string, { readonly length: number; readonly isSure: boolean }>();
  return {
    take({ kind, data }) {
      const before = open.size;
      if (kind === 'hello') {
        for (const [draftId, { length }] of open) open.set(draftId, { length, isSure: false });
      } else if (kind === 'draft') {
        const { draftId, offset, text } = data;
        const { length = 0 } = open.get(draftId) ?? {};
        if (offset > length) return true;
        open.set(draftId, { length: Math.max(length, offset + text.length), isSure: true });
      } else if (kind === 'draft_dropped') open.delete(data.draftId);
      else if (kind === 'event') {
        // What was logged is no draft any more, and needs no word about its end.
        const payload = data.payload as Readonly<Partial<Record<string, string>>> | null;
        const target = `${payload?.['messageId'] ?? payload?.['toolCallId']}/`;
        for (const draftId of open.keys()) if (draftId.startsWith(target)) open.delete(draftId);
      } else if (kind === 'caught_up') {
        for (const [draftId, { isSure }] of open) if (!isSure) open.delete(draftId);
        return open.size < before;
      }
      return false;
    },
  };
}
