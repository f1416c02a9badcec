import type { Bus } from '../../ports/bus.js';
import type { DraftPiece, DraftStore, DraftsOfConversation } from '../../ports/draft-store.js';
import type { Clock, Logger } from '../../ports/environment.js';
import type { Conversation } from '../conversation/conversation.js';
import { OneAtATime } from '../conversation/one-at-a-time.js';

/** Text that is written here is told to other nodes at most so often. */
const FLUSH_MS = 75;
/** When the store failed. */
const RETRY_MS = 1_000;
/** A viewer's node looks for text that it was not told of: first after so long, then ever less often. */
const FIRST_LOOK_MS = 1_000;
const LAST_LOOK_MS = 5_000;

interface Viewed {
  viewers: number;
  lookMs: number;
  cancel: () => void;
}

/** Carries drafts between the nodes: what is written here goes out, what is written there is shown here. */
export class DraftRelay {
  readonly #store: DraftStore;
  readonly #bus: Bus | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #node: string;
  readonly #dirty = new Set<Conversation>();
  /** The newest fence under which this node has written drafts that it has not cleared. */
  readonly #written = new Map<Conversation, number>();
  readonly #viewed = new Map<Conversation, Viewed>();
  readonly #pulling = new OneAtATime<Conversation>();
  #cancelFlush: (() => void) | null = null;
  #flushing: Promise<void> | null = null;
  #flushMs = FLUSH_MS;
  #closed = false;

  constructor(options: {
    readonly store: DraftStore;
    readonly bus: Bus | undefined;
    readonly clock: Clock;
    readonly logger: Logger;
    /** Tells this node's hints from those of others. */
    readonly node: string;
  }) {
    this.#store = options.store;
    this.#bus = options.bus;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#node = options.node;
  }

  /** To be told of every change of a conversation: cheap, and never throws. */
  noticed(conversation: Conversation): void {
    if (conversation.live.drafts.isEmpty && !this.#written.has(conversation)) return;
    this.#dirty.add(conversation);
    this.#plan();
  }

  /** Somebody reads it here. Returns how that ends. */
  viewed(conversation: Conversation): () => void {
    const entry = this.#viewed.get(conversation) ?? { viewers: 0, lookMs: FIRST_LOOK_MS, cancel: () => {} };
    entry.viewers += 1;
    this.#viewed.set(conversation, entry);
    if (entry.viewers === 1) this.#planLook(conversation, entry);
    return () => {
      entry.viewers -= 1;
      if (entry.viewers > 0) return;
      entry.cancel();
      this.#viewed.delete(conversation);
    };
  }

  /** Brings what other nodes have written of the open turn. Never rejects: a fault costs latency only. */
  pull(conversation: Conversation): Promise<void> {
    return this.#pulling
      .do(conversation, () => this.#pull(conversation))
      .catch((error: unknown) => this.#report(conversation, error));
  }

  /**
   * Removes what other nodes can read of drafts that are over, or of all: the node that wrote them may
   * have died before it did.
   */
  async forget(of: DraftsOfConversation, throughFence = Number.MAX_SAFE_INTEGER): Promise<void> {
    const { tenant, conversationId } = of;
    await this.#store.clear({ tenant, conversationId, throughFence });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelFlush?.();
    for (const { cancel } of this.#viewed.values()) cancel();
    await this.#flushing;
    await this.#pulling.settled();
  }

  async #pull(conversation: Conversation): Promise<void> {
    const { live, control } = conversation;
    const { drafts } = live;
    const fence = control.openTurn?.execution?.fence;
    if (fence === undefined || this.#closed) return;
    const pieces = await this.#store.read({ ...nameOf(conversation), fence, lengths: drafts.lengths() });
    const { state } = conversation;
    const { openTurn } = state.control;
    // It was read for an execution that may have ended meanwhile.
    if (pieces.length === 0 || openTurn?.execution?.fence !== fence || conversation.gone) return;
    for (const piece of pieces) {
      const { messageId, toolCallId, turn } = piece.head;
      const isLogged = state.timeline.places.has(messageId ?? toolCallId ?? '');
      if (turn === openTurn.turn && !isLogged) drafts.mirror(piece);
    }
    conversation.changed();
    const viewed = this.#viewed.get(conversation);
    if (viewed) viewed.lookMs = FIRST_LOOK_MS;
  }

  #plan(): void {
    if (this.#cancelFlush !== null || this.#flushing !== null || this.#closed) return;
    this.#cancelFlush = this.#clock.after(this.#flushMs, () => {
      this.#cancelFlush = null;
      this.#flushing = this.#flush().then(() => {
        this.#flushing = null;
        if (this.#dirty.size > 0) this.#plan();
      });
    });
  }

  async #flush(): Promise<void> {
    const conversations = [...this.#dirty];
    this.#dirty.clear();
    const batches = conversations.map((conversation) => ({
      conversation,
      pieces: conversation.live.drafts.unrelayed(),
    }));
    const written = batches.filter(({ pieces }) => pieces.length > 0);
    try {
      if (written.length > 0) await this.#write(written);
      await Promise.all(conversations.map((conversation) => this.#clearEnded(conversation)));
      this.#flushMs = FLUSH_MS;
    } catch (error) {
      this.#flushMs = RETRY_MS;
      for (const conversation of conversations) {
        this.#report(conversation, error);
        this.#dirty.add(conversation);
      }
    }
  }

  async #write(
    batches: readonly { readonly conversation: Conversation; readonly pieces: readonly DraftPiece[] }[],
  ): Promise<void> {
    for (const { conversation, pieces } of batches) {
      const fence = Math.max(...pieces.map(({ head }) => head.fence));
      this.#written.set(conversation, Math.max(fence, this.#written.get(conversation) ?? 0));
    }
    await this.#store.write(
      batches.flatMap(({ conversation, pieces }) =>
        pieces.map((piece) => ({ ...piece, ...nameOf(conversation) })),
      ),
    );
    for (const { conversation, pieces } of batches) {
      conversation.live.drafts.markRelayed(pieces);
      const { seq } = conversation.control;
      this.#bus?.publish({ type: 'drafts', ...nameOf(conversation), by: this.#node, seq });
    }
  }

  /** A turn that is over, or taken over, leaves no text behind. */
  async #clearEnded(conversation: Conversation): Promise<void> {
    const fence = this.#written.get(conversation);
    if (fence === undefined) return;
    const current = conversation.gone ? undefined : conversation.control.openTurn?.execution?.fence;
    if (current === fence) return;
    this.#written.delete(conversation);
    await this.#store.clear({ ...nameOf(conversation), throughFence: fence });
  }

  /** A hint that was lost costs latency only. */
  #planLook(conversation: Conversation, entry: Viewed): void {
    if (this.#closed) return;
    entry.cancel = this.#clock.after(entry.lookMs, () => {
      const isRun = conversation.control.openTurn?.execution != null;
      entry.lookMs = isRun ? Math.min(entry.lookMs * 2, LAST_LOOK_MS) : FIRST_LOOK_MS;
      void this.pull(conversation).then(() => {
        if (entry.viewers > 0) this.#planLook(conversation, entry);
      });
    });
  }

  #report(conversation: Conversation, error: unknown): void {
    this.#logger.log('warn', 'Drafts could not be carried between nodes.', {
      conversationId: conversation.conversationId,
      cause: String(error),
    });
  }
}

function nameOf({ tenant, conversationId }: Conversation): DraftsOfConversation {
  return { tenant, conversationId };
}
