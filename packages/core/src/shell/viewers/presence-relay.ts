import type { Bus } from '../../ports/bus.js';
import type { Clock, Logger } from '../../ports/environment.js';
import type { NodePresence, PresenceStore } from '../../ports/presence-store.js';
import type { Conversation } from '../conversation/conversation.js';
import { OneAtATime } from '../conversation/one-at-a-time.js';

/** Other nodes are told at most so often. */
const FLUSH_MS = 200;
/** When the store failed. */
const RETRY_MS = 1_000;
/** Who was there through a node that died is gone after so long. */
const TTL_MS = 15_000;
/** How often this node says that it lives, while there is anybody to tell of. */
const LIFE_MS = 5_000;
/** How often a node with viewers looks for what it was not told of, and for nodes that died. */
const LOOK_MS = 5_000;

/** Carries between the nodes who is there: what is known here goes out, what others know is shown here. */
export class PresenceRelay {
  readonly #store: PresenceStore;
  readonly #bus: Bus | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #node: string;
  readonly #onNews: (conversation: Conversation) => void;
  /** By conversation, the version of its board that other nodes can read; those with nobody are left out. */
  readonly #told = new Map<Conversation, number>();
  readonly #dirty = new Set<Conversation>();
  /** How many read it here. */
  readonly #viewed = new Map<Conversation, number>();
  readonly #pulling = new OneAtATime<Conversation>();
  #cancelFlush: (() => void) | null = null;
  #cancelLife: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: {
    readonly store: PresenceStore;
    readonly bus: Bus | undefined;
    readonly clock: Clock;
    readonly logger: Logger;
    /** Tells what this node says from what others say. */
    readonly node: string;
    /** Called when another node has said something of a conversation that is read here. */
    readonly onNews: (conversation: Conversation) => void;
  }) {
    this.#store = options.store;
    this.#bus = options.bus;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#node = options.node;
    this.#onNews = options.onNews;
  }

  /** To be told of every change of a conversation: cheap, and never throws. */
  noticed(conversation: Conversation): void {
    const { version, isEmpty } = conversation.live.presence;
    const told = this.#told.get(conversation);
    if (told === version || (told === undefined && isEmpty)) return;
    this.#dirty.add(conversation);
    this.#planFlush(FLUSH_MS);
  }

  /** Somebody reads it here. Returns how that ends. */
  viewed(conversation: Conversation): () => void {
    this.#viewed.set(conversation, (this.#viewed.get(conversation) ?? 0) + 1);
    this.#planLook();
    return () => {
      const left = (this.#viewed.get(conversation) ?? 1) - 1;
      if (left > 0) {
        this.#viewed.set(conversation, left);
        return;
      }
      this.#viewed.delete(conversation);
      conversation.live.presence.setOthers(new Map());
    };
  }

  /** Brings what other nodes say, if somebody reads it here. Never rejects: a fault costs latency only. */
  pull(conversation: Conversation): Promise<void> {
    return this.#pulling
      .do(conversation, async () => {
        if (this.#closed || conversation.gone) return;
        const { tenant, conversationId, live } = conversation;
        const entries = await this.#store.read({ tenant, conversationId });
        if (!this.#viewed.has(conversation)) return;
        const others = entries.filter(({ node }) => node !== this.#node);
        const said = new Map(others.map((entry): [string, NodePresence] => [entry.node, entry]));
        live.presence.setOthers(said);
        this.#onNews(conversation);
      })
      .catch((error: unknown) => this.#report(error));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of [this.#cancelFlush, this.#cancelLife, this.#cancelLook]) cancel?.();
    await this.#working;
    await this.#pulling.settled();
  }

  #planFlush(afterMs: number): void {
    if (this.#cancelFlush !== null || this.#closed) return;
    this.#cancelFlush = this.#clock.after(afterMs, () => void this.#inOrder(() => this.#flush()));
  }

  async #flush(): Promise<void> {
    this.#cancelFlush = null;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    if (dirty.length === 0) return;
    try {
      await this.#write(dirty);
    } catch (error) {
      for (const conversation of dirty) this.#dirty.add(conversation);
      this.#planFlush(RETRY_MS);
      throw error;
    }
  }

  async #write(conversations: readonly Conversation[]): Promise<void> {
    const said = conversations.map((conversation) => {
      const { tenant, conversationId } = conversation;
      const { presence } = conversation.live;
      const entry = { tenant, conversationId, ...presence.said };
      return { conversation, entry, version: presence.version, isEmpty: presence.isEmpty };
    });
    const hadSaid = this.#told.size > 0;
    // One that left the memory and came back may be there twice: the later one knows.
    const entries = new Map(said.map(({ entry }) => [nameOf(entry), entry]));
    const isKnown = await this.#store.write(this.#node, TTL_MS, [...entries.values()]);
    for (const { conversation, version, isEmpty } of said) {
      if (isEmpty) this.#told.delete(conversation);
      else this.#told.set(conversation, version);
      const { tenant, conversationId, control } = conversation;
      this.#bus?.publish({ type: 'presence', tenant, conversationId, by: this.#node, seq: control.seq });
    }
    if (hadSaid && !isKnown) {
      for (const conversation of this.#told.keys()) this.#dirty.add(conversation);
      this.#planFlush(FLUSH_MS);
    }
    this.#planLife();
  }

  #planLife(): void {
    if (this.#cancelLife !== null || this.#told.size === 0 || this.#closed) return;
    this.#cancelLife = this.#clock.after(LIFE_MS, () => {
      this.#cancelLife = null;
      void this.#inOrder(() => this.#write([])).finally(() => this.#planLife());
    });
  }

  #planLook(): void {
    if (this.#cancelLook !== null || this.#viewed.size === 0 || this.#closed) return;
    this.#cancelLook = this.#clock.after(LOOK_MS, () => {
      this.#cancelLook = null;
      void this.#inOrder(() => this.#look()).finally(() => this.#planLook());
    });
  }

  /** A hint that was lost costs latency only. */
  async #look(): Promise<void> {
    // Looks overlap, so that a write that was slow is not missed by the one before and the one after.
    const { nodes, entries } = await this.#store.readRecent(3 * LOOK_MS);
    const living = new Set(nodes);
    const byName = new Map([...this.#viewed.keys()].map((viewed) => [nameOf(viewed), viewed]));
    for (const entry of entries) {
      const conversation = byName.get(nameOf(entry));
      if (conversation === undefined || entry.node === this.#node) continue;
      conversation.live.presence.setOther(entry.node, entry);
    }
    for (const conversation of byName.values()) {
      conversation.live.presence.keepOthers(living);
      this.#onNews(conversation);
    }
  }

  /** One after the other; a fault is told and ends there. */
  #inOrder(work: () => Promise<void>): Promise<void> {
    this.#working = this.#working.then(work).catch((error: unknown) => this.#report(error));
    return this.#working;
  }

  #report(error: unknown): void {
    this.#logger.log('warn', 'Who is there could not be carried between nodes.', { cause: String(error) });
  }
}

function nameOf({ tenant, conversationId }: { tenant: string; conversationId: string }): string {
  return JSON.stringify([tenant, conversationId]);
}
