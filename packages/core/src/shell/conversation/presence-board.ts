import type { NodePresence, TypingAt } from '../../ports/presence-store.js';

/** Who left is still here for so long: a reload or a new connection is no absence. */
const GRACE_MS = 10_000;
/** How long somebody counts as writing who does not say so again. */
export const TYPING_MS = 6_000;

const NOBODY: readonly string[] = [];

interface Seen {
  readonly here: readonly string[];
  readonly typing: readonly string[];
}

/**
 * Who is in a conversation and who is writing, as this node knows it: those who are here through it,
 * and what other nodes say. It keeps no time: `expire` is to be called when `nextExpiry` has come, and
 * `show` when viewers are to see what is new.
 */
export class PresenceBoard {
  /** Rises with every change of what this node has to say. */
  version = 0;
  readonly #here = new Map<string, { subscriptions: number; until: number | null }>();
  readonly #typing = new Map<string, TypingAt & { readonly until: number }>();
  readonly #others = new Map<string, NodePresence>();
  /** Of whom has said something: the seq of it. What another node says of them may be older. */
  readonly #spoke = new Map<string, number>();
  #present: Seen = { here: NOBODY, typing: NOBODY };
  #shown: Seen = this.#present;

  /** What viewers see: who is here in the order of ids, and who writes, who began first, first. */
  get shown(): Seen {
    return this.#shown;
  }

  /** Whether viewers do not see yet what is known. */
  get isNews(): boolean {
    return this.#shown !== this.#present;
  }

  /** Nobody is here through this node, nor was a moment ago. */
  get isEmpty(): boolean {
    return this.#here.size === 0 && this.#typing.size === 0;
  }

  /** What other nodes are told. */
  get said(): NodePresence {
    return {
      here: [...this.#here.keys()],
      typing: [...this.#typing.values()].map(({ participantId, seq, at }) => ({ participantId, seq, at })),
    };
  }

  /** When the next one leaves or stops writing if nothing else happens; `null`: nobody will. */
  get nextExpiry(): number | null {
    const times = [...this.#here.values(), ...this.#typing.values()].map(({ until }) => until);
    const next = Math.min(...times.map((until) => until ?? Number.POSITIVE_INFINITY));
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  /** A subscription of theirs begins. */
  enter(participantId: string): void {
    const known = this.#here.get(participantId);
    this.#here.set(participantId, { subscriptions: (known?.subscriptions ?? 0) + 1, until: null });
    if (known === undefined) this.#changed();
  }

  /** A subscription of theirs has ended; after the last one they are here for a while. */
  leave(participantId: string, now: number): void {
    const known = this.#here.get(participantId);
    if (known === undefined) return;
    known.subscriptions -= 1;
    if (known.subscriptions === 0) known.until = now + GRACE_MS;
  }

  /** They write, from `seq` of the log on: for a while, or until they say something. */
  startTyping(participantId: string, seq: number, now: number): void {
    const known = this.#typing.get(participantId);
    const since = { seq, at: known?.at ?? now };
    this.#typing.set(participantId, { participantId, ...since, until: now + TYPING_MS });
    if (known === undefined || known.seq !== seq) this.#changed();
  }

  stopTyping(participantId: string): void {
    if (this.#typing.delete(participantId)) this.#changed();
  }

  /** They have said something: what they were writing is there, and is seen to be. */
  spoke(participantId: string, seq: number): void {
    this.#spoke.set(participantId, seq);
    const isNobodyTyping = this.#typing.size + this.#others.size + this.#shown.typing.length === 0;
    if (isNobodyTyping) return;
    this.stopTyping(participantId);
    this.#combine();
    const { here, typing } = this.#shown;
    if (typing.includes(participantId))
      this.#shown = { here, typing: typing.filter((id) => id !== participantId) };
    this.#settle();
  }

  /** From now on viewers see what is known. */
  show(): void {
    this.#shown = this.#present;
  }

  /** Ends what has lasted until `now`. */
  expire(now: number): void {
    for (const map of [this.#here, this.#typing]) {
      for (const [participantId, { until }] of map) {
        if (until === null || until > now) continue;
        map.delete(participantId);
        this.#changed();
      }
    }
  }

  /** What one other node says. */
  setOther(node: string, said: NodePresence): void {
    this.#others.set(node, said);
    this.#combine();
  }

  /** What all other nodes say. */
  setOthers(others: ReadonlyMap<string, NodePresence>): void {
    this.#others.clear();
    for (const [node, said] of others) this.#others.set(node, said);
    this.#combine();
  }

  /** Only these nodes live: who was there through another one is not. */
  keepOthers(nodes: ReadonlySet<string>): void {
    for (const node of this.#others.keys()) if (!nodes.has(node)) this.#others.delete(node);
    this.#combine();
  }

  clear(): void {
    for (const map of [this.#here, this.#typing, this.#others, this.#spoke]) map.clear();
    this.#changed();
    this.show();
  }

  #changed(): void {
    this.version += 1;
    this.#combine();
  }

  #combine(): void {
    const others = [...this.#others.values()];
    const here = new Set([...this.#here.keys(), ...others.flatMap((said) => said.here)]);
    const typing = [...this.#typing.values(), ...others.flatMap((said) => said.typing)]
      .filter(({ participantId, seq }) => seq >= (this.#spoke.get(participantId) ?? 0))
      .sort((a, b) => a.at - b.at || (a.participantId < b.participantId ? -1 : 1));
    this.#present = {
      here: [...here].sort(),
      typing: [...new Set(typing.map(({ participantId }) => participantId))],
    };
    this.#settle();
  }

  /** Nothing new is no news. */
  #settle(): void {
    const { here, typing } = this.#present;
    if (isSame(here, this.#shown.here) && isSame(typing, this.#shown.typing)) this.#present = this.#shown;
  }
}

function isSame(known: readonly string[], found: readonly string[]): boolean {
  return known.length === found.length && known.every((id, index) => id === found[index]);
}
