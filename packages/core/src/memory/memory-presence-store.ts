import type { Clock } from '../ports/environment.js';
import type { PresenceStore, StoredPresence } from '../ports/presence-store.js';

/** An entry without anybody is kept for so long, so that a look at what is new tells it. */
const EMPTY_FOR_MS = 60_000;

interface Entry {
  readonly said: StoredPresence;
  readonly at: number;
}

/** Who is there, in the memory of one process: for several orchestrators that share a store in it. */
export function createMemoryPresenceStore({ clock }: { readonly clock: Pick<Clock, 'now'> }): PresenceStore {
  const nodes = new Map<string, number>();
  const entries = new Map<string, Entry>();
  const lives = (node: string): boolean => (nodes.get(node) ?? 0) > clock.now();

  function prune(): void {
    const now = clock.now();
    for (const [node, until] of nodes) if (until <= now) nodes.delete(node);
    for (const [key, { said, at }] of entries) {
      const isEmpty = said.here.length + said.typing.length === 0;
      if (!nodes.has(said.node) || (isEmpty && at + EMPTY_FOR_MS <= now)) entries.delete(key);
    }
  }

  return {
    async write(node, ttlMs, said) {
      const wasAlive = lives(node);
      prune();
      nodes.set(node, clock.now() + ttlMs);
      for (const one of said) {
        const key = JSON.stringify([one.tenant, one.conversationId, node]);
        entries.set(key, { said: { ...one, node }, at: clock.now() });
      }
      return wasAlive;
    },
    async read({ tenant, conversationId }) {
      return [...entries.values()]
        .map(({ said }) => said)
        .filter((said) => said.tenant === tenant && said.conversationId === conversationId)
        .filter(({ node }) => lives(node));
    },
    async readRecent(withinMs) {
      const since = clock.now() - withinMs;
      return {
        nodes: [...nodes.keys()].filter(lives),
        entries: [...entries.values()]
          .filter(({ said, at }) => at > since && lives(said.node))
          .map(({ said }) => said),
      };
    },
  };
}
