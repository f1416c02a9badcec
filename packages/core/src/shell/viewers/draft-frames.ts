import { type Draft, type Frame, isVisible, type Viewer } from '@agent-chat/protocol';
import type { Conversation } from '../conversation/conversation.js';

/** What one viewer has been sent of the open drafts: how far each. */
export class DraftFrames {
  readonly #viewer: Viewer;
  readonly #sent = new Map<string, number>();
  /** Of the drafts when there was nothing of them that it had not been sent. */
  #doneAt = -1;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /**
   * The next piece of text that this viewer has not seen, also the head of a draft without text, or
   * that one it saw is taken back. It counts as sent when `sent` is called with it.
   */
  next(conversation: Conversation): Frame | null {
    const { drafts } = conversation.live;
    if (drafts.version === this.#doneAt) return null;
    const open: Draft[] = [...drafts.open()].filter((draft) => isVisible(draft, this.#viewer));
    const ids = new Set(open.map((draft) => draft.draftId));
    for (const draftId of this.#sent.keys()) {
      if (ids.has(draftId)) continue;
      if (drafts.wasDropped(draftId)) return { kind: 'draft_dropped', data: { draftId } };
      // What else has ended it the viewer sees in the log.
      this.#sent.delete(draftId);
    }
    for (const draft of open) {
      const offset = this.#sent.get(draft.draftId);
      if (offset !== undefined && offset >= draft.text.length) continue;
      return drafts.pieceOf(draft, offset ?? 0);
    }
    this.#doneAt = drafts.version;
    return null;
  }

  sent({ kind, data }: Frame): void {
    if (kind === 'draft') this.#sent.set(data.draftId, data.offset + data.text.length);
    else if (kind === 'draft_dropped') this.#sent.delete(data.draftId);
  }
}
