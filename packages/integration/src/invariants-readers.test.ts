import type { ConversationEvent, EventFilters, Frame } from '@agent-chat/protocol';
import { isVisible, viewerOf } from '@agent-chat/protocol';
import fc from 'fast-check';
import { expect } from 'vitest';
import { callerOf, histories, runHistory } from './support/model/commands.js';
import { onEachStore } from './support/model/on-each-store.js';
import { macrotask, type World } from './support/model/world.js';

// What readers see while the histories happen.

interface Habits {
  readonly who: string;
  readonly node: number;
  /** After so many frames the connection breaks, again and again. */
  readonly cutEvery: number;
  /** It takes so long to take a frame, in turns of the event loop. */
  readonly slowness: number;
  readonly filters: EventFilters | undefined;
  readonly includeGuidance: boolean;
}

const habits: fc.Arbitrary<Habits> = fc.record({
  who: fc.constantFrom('ada', 'bob', 'bot', 'op'),
  node: fc.nat(1),
  cutEvery: fc.integer({ min: 1, max: 12 }),
  slowness: fc.nat(3),
  filters: fc.option(
    fc.record(
      {
        types: fc.subarray(['message', 'execution_started', 'turn_cleared', 'tool_call']),
        agents: fc.subarray(['ada', 'bob', 'bot', 'system']),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  ),
  includeGuidance: fc.boolean(),
});

/** More than a node has in memory, of which most readers see a part: a reader that is behind asks the store. */
const LONG = 200;

async function addNotes(world: World, count: number): Promise<void> {
  const { conversationId } = world;
  for (let index = 0; index < count; index++) {
    const audience = index % 7 === 0 ? 'operators' : 'everyone';
    const note = { conversationId, clientRequestId: `note ${index}`, text: `${index}`, audience } as const;
    await world.as(callerOf('op'), index % 2).call('addNote', note);
  }
}

/** Reads as a client does: it knows the last seq that it has applied, and goes on after it. */
class Reader {
  readonly seen: ConversationEvent[] = [];
  #seq = 0;
  #target = Number.POSITIVE_INFINITY;
  readonly #world: World;
  readonly #habits: Habits;
  readonly #stopped = new AbortController();
  readonly #done: Promise<void>;

  constructor(world: World, one: Habits) {
    this.#world = world;
    this.#habits = one;
    this.#done = this.#read();
  }

  /** Resolves when it has read up to `seq`. */
  async upTo(seq: number): Promise<void> {
    this.#target = seq;
    if (this.#seq >= seq) this.#stopped.abort();
    await this.#done;
  }

  async #read(): Promise<void> {
    const { who, node, cutEvery, slowness, filters, includeGuidance } = this.#habits;
    const { conversationId, store } = this.#world;
    const api = this.#world.as(callerOf(who), node);
    while (this.#seq < this.#target) {
      const cursor = this.#seq === 0 ? '0' : `${store.epoch}-${this.#seq}`;
      const params = { conversationId, cursor, includeGuidance, ...(filters !== undefined && { filters }) };
      let frames = 0;
      for await (const frame of api.subscribe(params, { signal: this.#stopped.signal })) {
        for (let turn = 0; turn < slowness; turn++) await macrotask();
        this.#take(frame);
        frames += 1;
        const isCut = frames >= cutEvery && (frame.kind === 'event' || frame.kind === 'omitted');
        if (this.#seq >= this.#target || isCut) break;
      }
      await macrotask();
    }
  }

  #take(frame: Frame): void {
    if (frame.kind === 'snapshot') throw new Error('A snapshot instead of the rest.');
    if (frame.kind === 'event') {
      expect(frame.data.seq).toBe(this.#seq + 1);
      this.#seq += 1;
      this.seen.push(frame.data);
    } else if (frame.kind === 'omitted') {
      expect(frame.data.fromSeq).toBe(this.#seq + 1);
      this.#seq = frame.data.toSeq;
    } else if (frame.kind === 'caught_up') expect(frame.data.seq).toBe(this.#seq);
  }
}

function passes({ types, agents }: EventFilters, { type, author }: ConversationEvent): boolean {
  return (types?.includes(type) ?? true) && (agents?.includes(author) ?? true);
}

onEachStore(
  '9. backlog and what follows are the log, across reconnects at any cut, filters and slow consumers',
  async ({ store, clock, numRuns, nextConversationId }) => {
    await fc.assert(
      fc.asyncProperty(
        histories(),
        fc.array(habits, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(0, 0, LONG),
        async (commands, readers, notes) => {
          const conversationId = nextConversationId();
          let started: { reader: Reader; one: Habits }[] = [];
          await runHistory(
            commands,
            {
              store: store.events,
              clock,
              conversationId,
              onCreated: async (world) => {
                await addNotes(world, notes);
                started = readers.map((one) => ({ one, reader: new Reader(world, one) }));
              },
            },
            async ({ world }) => {
              const log = await world.log();
              for (const { reader, one } of started) {
                const visible = log.filter((event) => isVisible(event, viewerOf(callerOf(one.who))));
                // What is left out behind it is told with what follows.
                await reader.upTo(visible.at(-1)?.seq ?? 0);
                const { filters } = one;
                expect(reader.seen).toEqual(
                  filters === undefined ? visible : visible.filter((event) => passes(filters, event)),
                );
              }
            },
          );
        },
      ),
      { numRuns },
    );
  },
);
