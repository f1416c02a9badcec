import type { Clock } from '../../ports/environment.js';
import type { Conversation } from '../conversation/conversation.js';
import { TYPING_MS } from '../conversation/presence-board.js';

/** What changes together is told together. */
const TELL_AFTER_MS = 50;
/** However often somebody comes, goes or starts to write: viewers are told no more often. */
const TELL_EVERY_MS = 500;

interface Kept {
  /** It stays in memory while somebody is here, or was a moment ago. */
  readonly release: () => void;
  cancelExpiry: () => void;
}

/** Who is in the conversations through this node: from when to when, and when viewers are told. */
export class PresenceKeeper {
  readonly #clock: Clock;
  readonly #kept = new Map<Conversation, Kept>();
  readonly #telling = new Map<Conversation, () => void>();
  readonly #toldAt = new WeakMap<Conversation, number>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A subscription of theirs begins. Returns how it ends. */
  enter(conversation: Conversation, participantId: string): () => void {
    this.#change(conversation, () => conversation.live.presence.enter(participantId));
    return () =>
      this.#change(conversation, () => conversation.live.presence.leave(participantId, this.#clock.now()));
  }

  /** They write, or do not any more. Returns for how long that holds. */
  setTyping(conversation: Conversation, participantId: string, typing: boolean): number {
    const { live, control } = conversation;
    const { presence } = live;
    this.#change(conversation, () => {
      if (typing) presence.startTyping(participantId, control.seq, this.#clock.now());
      else presence.stopTyping(participantId);
    });
    return typing ? TYPING_MS : 0;
  }

  /** Viewers see soon what is new, if anything is. */
  tell(conversation: Conversation): void {
    if (!conversation.live.presence.isNews || this.#telling.has(conversation) || this.#closed) return;
    const told = this.#toldAt.get(conversation) ?? Number.NEGATIVE_INFINITY;
    const waitMs = Math.max(TELL_AFTER_MS, told + TELL_EVERY_MS - this.#clock.now());
    const cancel = this.#clock.after(waitMs, () => {
      this.#telling.delete(conversation);
      this.#toldAt.set(conversation, this.#clock.now());
      conversation.live.presence.show();
      conversation.changed();
    });
    this.#telling.set(conversation, cancel);
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#telling.values()) cancel();
    for (const { cancelExpiry, release } of this.#kept.values()) {
      cancelExpiry();
      release();
    }
    this.#kept.clear();
  }

  #change(conversation: Conversation, change: () => void): void {
    if (this.#closed) return;
    // Nobody is in a conversation that was deleted; what is kept of it is let go of all the same.
    if (!conversation.gone) change();
    this.tell(conversation);
    this.#planExpiry(conversation);
  }

  #planExpiry(conversation: Conversation): void {
    const { presence } = conversation.live;
    const kept = this.#kept.get(conversation);
    kept?.cancelExpiry();
    if (presence.isEmpty) {
      this.#kept.delete(conversation);
      kept?.release();
      return;
    }
    const { nextExpiry } = presence;
    const cancelExpiry =
      nextExpiry === null
        ? () => {}
        : this.#clock.after(Math.max(0, nextExpiry - this.#clock.now()), () => {
            this.#change(conversation, () => presence.expire(this.#clock.now()));
          });
    if (kept) kept.cancelExpiry = cancelExpiry;
    else this.#kept.set(conversation, { release: conversation.retain(), cancelExpiry });
  }
}
