import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus, BusHint } from '../ports/bus.js';
import type { EventStore } from '../ports/event-store.js';
import { ANY_NAMES } from './any-names.js';
import { appendRequest } from './event-store/requests.js';

export interface OpenedBus {
  /** Of this case alone, and ready to carry hints. */
  readonly bus: Bus;
  /** Another node's. Default: the same one. */
  readonly other?: Bus;
  /** The log that the bus tells of, empty. */
  readonly events: EventStore;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface BusConformanceOptions {
  /** Of the bus, for the report. */
  readonly name: string;
  /** Called before each case. */
  open(): Promise<OpenedBus>;
}

const OF = { tenant: 'tenant', conversationId: 'conversation' };
/** For what comes in a moment where nothing fails. */
const PATIENCE = { timeout: 10_000, interval: 5 };

const drafts = (seq: number, of = OF, by = 'n1'): BusHint => ({ type: 'drafts', ...of, by, seq });
const isSame = (a: BusHint, b: BusHint): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted());

/** The conformance kit of the `Bus` port; see `eventStoreConformance`. */
export function busConformance(options: BusConformanceOptions): void {
  describe(`bus: ${options.name}`, () => {
    let opened: OpenedBus;
    let bus: Bus;
    let other: Bus;
    let closing: Promise<void> | null = null;
    const close = (): Promise<void> => (closing ??= opened.close());
    beforeEach(async () => {
      opened = await options.open();
      closing = null;
      bus = opened.bus;
      other = opened.other ?? bus;
    });
    afterEach(close);

    /** What a listener of the other node has been told. */
    function listen(): { readonly heard: BusHint[]; readonly leave: () => void } {
      const heard: BusHint[] = [];
      return { heard, leave: other.subscribe((hint) => void heard.push(hint)) };
    }
    const until = (heard: readonly BusHint[], hint: BusHint): Promise<void> =>
      expect.poll(() => heard.some((one) => isSame(one, hint)), PATIENCE).toBe(true);

    it('tells another node of events, and of no more than there are', async () => {
      const { heard } = listen();
      for (let seq = 1; seq <= 20; seq++) {
        await opened.events.append(appendRequest({ ...OF, expectedSeq: seq - 1 }));
        bus.publish({ type: 'events', ...OF, seq });
      }
      await until(heard, { type: 'events', ...OF, seq: 20 });
      const seqs = heard.map((hint) => (hint.type === 'events' ? hint.seq : 0));
      expect(Math.min(...seqs)).toBeGreaterThan(0);
      expect(Math.max(...seqs)).toBe(20);
    });

    it('tells of each conversation that has events, whatever characters its names hold', async () => {
      const { heard } = listen();
      const places = ANY_NAMES.map((conversationId, index) => {
        return { tenant: ANY_NAMES.at(index - 1) ?? '', conversationId };
      });
      await Promise.all(places.map((of) => opened.events.append(appendRequest({ ...of, count: 3 }))));
      for (const of of places) bus.publish({ type: 'events', ...of, seq: 3 });
      for (const of of places) await until(heard, { type: 'events', ...of, seq: 3 });
      const conversations = new Set(heard.map(({ tenant, conversationId }) => `${tenant} ${conversationId}`));
      expect(conversations.size).toBe(places.length);
    });

    it('carries what is not in the log as it was said', async () => {
      const { heard } = listen();
      const hints = ANY_NAMES.flatMap((tenant) =>
        ANY_NAMES.flatMap((conversationId): BusHint[] => [
          { type: 'drafts', tenant, conversationId, by: `drafts of ${tenant}`, seq: 7 },
          { type: 'presence', tenant, conversationId, by: `presence in ${conversationId}`, seq: 0 },
          { type: 'deleted', tenant, conversationId },
        ]),
      );
      for (const hint of hints) bus.publish(hint);
      for (const hint of hints) await until(heard, hint);
      expect(heard.filter((one) => !hints.some((hint) => isSame(one, hint)))).toEqual([]);
    });

    it('tells each of the things that are said of one conversation at once, and by whom', async () => {
      const { heard } = listen();
      await opened.events.append(appendRequest(OF));
      const hints: BusHint[] = [
        ...['n1', 'n2'].flatMap((by): BusHint[] => [
          { type: 'drafts', ...OF, by, seq: 1 },
          { type: 'presence', ...OF, by, seq: 1 },
        ]),
        { type: 'events', ...OF, seq: 1 },
        { type: 'deleted', ...OF },
      ];
      for (const hint of hints) bus.publish(hint);
      for (const hint of hints) await until(heard, hint);
    });

    it('tells the newest of what is said close together', async () => {
      const { heard } = listen();
      await opened.events.append(appendRequest({ ...OF, count: 200 }));
      for (let seq = 1; seq <= 200; seq++) {
        bus.publish(drafts(seq));
        bus.publish({ type: 'events', ...OF, seq });
      }
      await until(heard, drafts(200));
      await until(heard, { type: 'events', ...OF, seq: 200 });
    });

    it('calls nobody before it has taken the hint', async () => {
      const here: BusHint[] = [];
      bus.subscribe((hint) => void here.push(hint));
      const { heard } = listen();
      bus.publish(drafts(1));
      expect([here, heard]).toEqual([[], []]);
      await until(heard, drafts(1));
    });

    it('tells all listeners, whichever of them throws', async () => {
      const throwing = (): void => {
        throw new Error('A listener failed.');
      };
      other.subscribe(throwing);
      const first = listen();
      other.subscribe(throwing);
      const second = listen();
      for (let index = 0; index < 3; index++) {
        const of = { ...OF, conversationId: `c${index}` };
        await opened.events.append(appendRequest(of));
        const hints = [drafts(1, of), { type: 'events', ...of, seq: 1 } as const];
        for (const hint of hints) bus.publish(hint);
        for (const hint of hints) await until(first.heard, hint);
        for (const hint of hints) await until(second.heard, hint);
      }
    });

    it('calls nobody who has left, also while it is telling', async () => {
      const left = listen();
      const stayed = listen();
      left.leave();
      // Whichever is called first ends the subscription of the other one.
      const called: string[] = [];
      const leaveFirst = other.subscribe(() => {
        called.push('first');
        leaveSecond();
      });
      const leaveSecond = other.subscribe(() => {
        called.push('second');
        leaveFirst();
      });
      for (let seq = 1; seq <= 3; seq++) {
        bus.publish(drafts(seq));
        await until(stayed.heard, drafts(seq));
      }
      expect(left.heard).toEqual([]);
      expect(new Set(called).size).toBe(1);
    });

    it('ends each subscription by itself, also of one listener that has two', async () => {
      const heard: BusHint[] = [];
      const listener = (hint: BusHint): void => void heard.push(hint);
      const leave = other.subscribe(listener);
      const leaveToo = other.subscribe(listener);
      leave();
      leave();
      bus.publish(drafts(1));
      await until(heard, drafts(1));
      leaveToo();
      const { heard: after } = listen();
      bus.publish(drafts(2));
      await until(after, drafts(2));
      expect(heard.some((hint) => isSame(hint, drafts(2)))).toBe(false);
    });

    it('takes hints while it closes and after it, and throws nothing', async () => {
      const { leave } = listen();
      const hints: BusHint[] = [{ type: 'events', ...OF, seq: 1 }, drafts(1), { type: 'deleted', ...OF }];
      for (const hint of hints) bus.publish(hint);
      const closed = close();
      for (const hint of hints) bus.publish(hint);
      await closed;
      for (const hint of hints) bus.publish(hint);
      leave();
      other.subscribe(() => undefined)();
    });
  });
}
