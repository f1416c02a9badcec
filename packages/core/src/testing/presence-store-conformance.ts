import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../ports/environment.js';
import type { PresenceStore, StoredPresence } from '../ports/presence-store.js';
import { ANY_NAMES } from './any-names.js';
import { createManualClock } from './manual-clock.js';

export interface OpenedPresenceStore {
  /** Empty, and of this case alone. */
  readonly store: PresenceStore;
  /** Another node over the same store. Default: the same one. */
  readonly other?: PresenceStore;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface PresenceStoreConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Called before each case. The store must tell the time by `clock`, which the cases move. */
  open(options: { readonly clock: Clock }): Promise<OpenedPresenceStore>;
}

type Said = Omit<StoredPresence, 'node'>;

const OF = { tenant: 'tenant', conversationId: 'conversation' };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const here = (participantIds: readonly string[], of = OF): Said => {
  return { ...of, here: participantIds, typing: [] };
};

/** In one order: stores promise none. */
const sorted = (entries: readonly StoredPresence[]): readonly StoredPresence[] =>
  entries.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** The conformance kit of the `PresenceStore` port; see `eventStoreConformance`. */
export function presenceStoreConformance(options: PresenceStoreConformanceOptions): void {
  describe(`presence store: ${options.name}`, () => {
    let opened: OpenedPresenceStore;
    let store: PresenceStore;
    let other: PresenceStore;
    let clock = createManualClock();
    beforeEach(async () => {
      clock = createManualClock();
      opened = await options.open({ clock });
      store = opened.store;
      other = opened.other ?? store;
    });
    afterEach(() => opened.close());

    /** Who is there, by node, as the other node reads it. */
    const read = async (of = OF): Promise<Record<string, readonly string[]>> => {
      const somebody = (await other.read(of)).filter((said) => said.here.length + said.typing.length > 0);
      return Object.fromEntries(somebody.map((said) => [said.node, said.here]));
    };
    const nodes = async (): Promise<readonly string[]> =>
      (await other.readRecent(MINUTE_MS)).nodes.toSorted();
    const recent = async (withinMs: number) => sorted((await other.readRecent(withinMs)).entries);

    it('tells what each node says, whole', async () => {
      const typing = [
        { participantId: 'ada', seq: 4, at: 1_767_225_600_123 },
        { participantId: ANY_NAMES[5], seq: 0, at: 0 },
      ];
      const said = { ...OF, here: [...ANY_NAMES], typing };
      await store.write('n1', MINUTE_MS, [said]);
      await other.write(ANY_NAMES[5], MINUTE_MS, [here(['bob'])]);
      const all = sorted([
        { ...said, node: 'n1' },
        { ...here(['bob']), node: ANY_NAMES[5] },
      ]);
      expect(sorted(await other.read(OF))).toEqual(all);
      expect(sorted(await store.read(OF))).toEqual(all);
      expect(await recent(MINUTE_MS)).toEqual(all);
      expect(await nodes()).toEqual(['n1', ANY_NAMES[5]].toSorted());
    });

    it('replaces what a node said of a conversation, also with nobody, and leaves the rest as it is', async () => {
      const elsewhere = { ...OF, conversationId: 'elsewhere' };
      await store.write('n1', MINUTE_MS, [here(['ada', 'eve']), here(['ada'], elsewhere)]);
      await other.write('n2', MINUTE_MS, [here(['bob'])]);
      await store.write('n1', MINUTE_MS, [here(['eve'])]);
      expect(await read()).toEqual({ n1: ['eve'], n2: ['bob'] });
      await store.write('n1', MINUTE_MS, [here([])]);
      expect(await read()).toEqual({ n2: ['bob'] });
      await store.write('n1', MINUTE_MS, []);
      expect(await read()).toEqual({ n2: ['bob'] });
      expect(await read(elsewhere)).toEqual({ n1: ['ada'] });
    });

    it('counts what a node said for as long as it lives, to the millisecond', async () => {
      await store.write('n1', 15_000, [here(['ada'])]);
      await other.write('n2', 20_000, [here(['bob'])]);
      clock.advance(14_999);
      expect(await read()).toEqual({ n1: ['ada'], n2: ['bob'] });
      clock.advance(1);
      expect(await read()).toEqual({ n2: ['bob'] });
      expect(await nodes()).toEqual(['n2']);
      expect(await recent(MINUTE_MS)).toEqual([{ ...here(['bob']), node: 'n2' }]);
      clock.advance(5_000);
      expect([await read(), await nodes(), await recent(MINUTE_MS)]).toEqual([{}, [], []]);
    });

    it('lets a node live on by each write, whether or not it says anything', async () => {
      await store.write('n1', 15_000, [here(['ada'])]);
      for (let beat = 0; beat < 8; beat++) {
        clock.advance(14_000);
        const said = beat % 2 === 0 ? [] : [here(['eve'], { ...OF, conversationId: 'elsewhere' })];
        expect(await store.write('n1', 15_000, said)).toBe(true);
      }
      expect(await read()).toEqual({ n1: ['ada'] });
      // The last word counts, also where it is the shorter one.
      await store.write('n1', 1_000, []);
      clock.advance(1_000);
      expect(await read()).toEqual({});
    });

    it('tells a node whether it counted as alive', async () => {
      expect(await store.write('n1', 15_000, [here(['ada'])])).toBe(false);
      expect(await other.write('n2', 15_000, [])).toBe(false);
      clock.advance(14_999);
      expect(await other.write('n1', 15_000, [])).toBe(true);
      clock.advance(15_000);
      expect(await store.write('n1', 15_000, [])).toBe(false);
      expect(await store.write('n1', 0, [])).toBe(true);
      expect(await nodes()).toEqual([]);
      expect(await store.write('n1', 15_000, [])).toBe(false);
    });

    it('counts nothing again of what was said before a node died', async () => {
      const elsewhere = { ...OF, conversationId: 'elsewhere' };
      await store.write('n1', 15_000, [here(['ada']), here(['ada'], elsewhere)]);
      await other.write('n2', HOUR_MS, [here(['bob'], elsewhere)]);
      clock.advance(15_000);
      await store.write('n1', 15_000, [here(['eve'])]);
      expect([await read(), await read(elsewhere)]).toEqual([{ n1: ['eve'] }, { n2: ['bob'] }]);
      clock.advance(15_000);
      await store.write('n1', 15_000, []);
      expect([await read(), await read(elsewhere)]).toEqual([{}, { n2: ['bob'] }]);
      expect((await recent(MINUTE_MS)).map(({ node }) => node)).toEqual(['n2']);
    });

    it('counts what was said long ago by a node that lives', async () => {
      await store.write('n1', 2 * HOUR_MS, [here(['ada'])]);
      clock.advance(HOUR_MS);
      for (let write = 0; write < 3; write++) await other.write('n2', HOUR_MS, [here(['bob'])]);
      expect(await read()).toEqual({ n1: ['ada'], n2: ['bob'] });
      expect(await nodes()).toEqual(['n1', 'n2']);
    });

    it('finds what was said lately in any conversation, and no longer, to the millisecond', async () => {
      const places = [OF, { ...OF, conversationId: 'elsewhere' }, { ...OF, tenant: 'another' }];
      for (const [index, of] of places.entries()) {
        await (index % 2 === 0 ? store : other).write('n1', HOUR_MS, [here([`ada ${index}`], of)]);
        clock.advance(5_000);
      }
      const said = places.map((of, index) => ({ ...here([`ada ${index}`], of), node: 'n1' }));
      expect(await recent(15_001)).toEqual(sorted(said));
      expect(await recent(15_000)).toEqual(sorted(said.slice(1)));
      expect(await recent(5_001)).toEqual(said.slice(2));
      expect(await recent(5_000)).toEqual([]);
      await store.write('n1', HOUR_MS, [here(['eve'])]);
      clock.advance(1);
      expect(await recent(5_000)).toEqual([{ ...here(['eve']), node: 'n1' }]);
      expect(await recent(1)).toEqual([]);
      expect(await nodes()).toEqual(['n1']);
    });

    it('tells for a minute that nobody is there any more', async () => {
      await store.write('n1', HOUR_MS, [here(['ada'])]);
      clock.advance(MINUTE_MS);
      await store.write('n1', HOUR_MS, [here([])]);
      clock.advance(MINUTE_MS - 1);
      for (const node of ['n2', 'n3']) await other.write(node, HOUR_MS, []);
      expect(await recent(MINUTE_MS)).toEqual([{ ...here([]), node: 'n1' }]);
    });

    it('keeps tenants, conversations and nodes apart, whatever characters their names hold', async () => {
      const places = ANY_NAMES.flatMap((tenant) =>
        ANY_NAMES.map((conversationId) => ({ tenant, conversationId })),
      );
      for (const node of ANY_NAMES) {
        await store.write(
          node,
          MINUTE_MS,
          places.map((of) => here([JSON.stringify([of, node])], of)),
        );
      }
      for (const of of places) {
        const expected = Object.fromEntries(ANY_NAMES.map((node) => [node, [JSON.stringify([of, node])]]));
        expect(await read(of)).toEqual(expected);
      }
    });

    it('takes what many nodes say at the same time', async () => {
      const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
      const places = Array.from({ length: 20 }, (_, index) => ({ ...OF, conversationId: `c${index}` }));
      await Promise.all(
        names.map((node, index) => {
          const said = places.map((of) => here([node], of));
          return index % 2 === 0
            ? store.write(node, MINUTE_MS, said)
            : other.write(node, MINUTE_MS, said.toReversed());
        }),
      );
      const everybody = Object.fromEntries(names.map((node) => [node, [node]]));
      for (const of of places) expect(await read(of)).toEqual(everybody);
      expect(await nodes()).toEqual(names.toSorted());
    });
  });
}
