import type { Frame } from '@agent-chat/protocol';

/** The drafts that several connections to one conversation have brought. */
export interface OpenDrafts {
  /** Returns whether `frame` ends what a connection brings up to now, and one of them was not in it. */
  take(frame: Frame): boolean;
}

export function createOpenDrafts(): OpenDrafts {
  /** By `draftId`: whether the newest connection has brought it. */
  const open = new Map<string, boolean>();
  return {
    take({ kind, data }) {
      const before = open.size;
      if (kind === 'hello') for (const draftId of open.keys()) open.set(draftId, false);
      else if (kind === 'draft') open.set(data.draftId, true);
      else if (kind === 'draft_dropped') open.delete(data.draftId);
      else if (kind === 'event') {
        // What was logged is no draft any more, and needs no word about its end.
        const payload = data.payload as Readonly<Partial<Record<string, string>>> | null;
        const target = `${payload?.['messageId'] ?? payload?.['toolCallId']}/`;
        for (const draftId of open.keys()) if (draftId.startsWith(target)) open.delete(draftId);
      } else if (kind === 'caught_up') {
        for (const [draftId, isSure] of open) if (!isSure) open.delete(draftId);
        return open.size < before;
      }
      return false;
    },
  };
}
