import { AgentChatError, type Caller, type MethodParams } from '@agent-chat/protocol';
import { createManualClock } from '@agent-chat/core/testing';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alteredFrom, ask, callerOf, histories, type Real, runHistory } from './support/model/commands.js';
import { afterHistories } from './support/model/on-each-store.js';
import { createWorld } from './support/model/world.js';
import { TEST_STORES } from './support/test-stores.js';

// What several who write at once, or again, can rely on.

const opener = fc.record({
  who: fc.constantFrom('ada', 'bob', 'bot', 'cat'),
  node: fc.nat(1),
  finality: fc.constantFrom('turn' as const, 'none' as const),
});

type Opened = { readonly won: true } | { readonly won: false; readonly error: AgentChatError };

async function open({ world }: Real, caller: Caller, node: number, params: object): Promise<Opened> {
  try {
    await world.as(caller, node).call('sendMessage', params as MethodParams<'sendMessage'>);
    return { won: true };
  } catch (error) {
    if (AgentChatError.isInstance(error)) return { won: false, error };
    throw error;
  }
}

afterHistories(
  '5. of N openers with one token one wins, and the others get CasConflict with what they expected and what is',
  fc.array(opener, { minLength: 2, maxLength: 8 }),
  async (real, model, openers) => {
    const { world } = real;
    const { conversationId } = world;
    const before = await world.log();
    const { lastClosedSeq } = await world.control();
    const opened = await Promise.all(
      openers.map(({ who, node, finality }, index) =>
        open(real, callerOf(who), node, {
          conversationId,
          clientRequestId: `opener ${index}`,
          parts: [{ type: 'text', partId: 'p1', text: `${index}` }],
          finality,
          lastClosedSeq,
        }),
      ),
    );
    const losers = opened.flatMap((one) => (one.won ? [] : [one.error]));
    if (model.ended) {
      expect(losers.map(({ code }) => code)).toEqual(openers.map(() => 'ConversationEnded'));
    } else if (model.open !== null) {
      expect(losers.map(({ code }) => code)).toEqual(openers.map(() => 'CasConflict'));
    } else {
      const winner = openers[opened.findIndex(({ won }) => won)];
      const control = await world.control();
      // The winner may have ended the conversation, as the last turn that it may have.
      const code = control.ended ? 'ConversationEnded' : 'CasConflict';
      expect(losers.map((error) => error.code)).toEqual(openers.slice(1).map(() => code));
      // What waited in the queue may follow, and the end that maxTurns brings.
      const written = (await world.log())
        .slice(before.length)
        .filter(({ type, author, causedBy }) => type === 'message' && author !== 'system' && !causedBy);
      expect(written.map(({ author }) => author)).toEqual([winner?.who]);
      const facts = { expected: lastClosedSeq, actual: control.lastClosedSeq };
      if (!control.ended) expect(losers.map(({ details }) => details)).toEqual(losers.map(() => facts));
    }
    if (model.ended || model.open !== null) expect(await world.log()).toEqual(before);
  },
);

afterHistories(
  '6. a retry returns the first result at any later time and publishes nothing; altered it is IdempotencyMismatch',
  fc.nat(1),
  async (real, _model, node, { store, clock }) => {
    const { world, asked } = real;
    const { conversationId } = world;
    const before = await world.texts();
    // Nodes that have only the store to know it from.
    const later = createWorld({ store: store.events, clock, conversationId });
    const seen: unknown[] = [];
    const reading = new AbortController();
    const watching = (async () => {
      const cursor = `${store.events.epoch}-${before.length}`;
      const options = { signal: reading.signal };
      for await (const frame of world.as(callerOf('op'), 0).subscribe({ conversationId, cursor }, options)) {
        if (frame.kind === 'event') seen.push(frame.data);
      }
    })();
    for (const { caller, method, params, answer } of asked) {
      for (const at of [world, later]) {
        const again = { ...real, world: at, asked: [] };
        expect(await ask(again, caller, node, method, params)).toEqual(answer);
        expect(await ask(again, caller, node, method, alteredFrom(params))).toBe('IdempotencyMismatch');
      }
    }
    await world.settle();
    await later.close();
    reading.abort();
    await watching;
    expect(seen).toEqual([]);
    expect(await world.texts()).toEqual(before);
  },
);

/** Ids and fences are each store's and each node's own: by the order in which they appear. */
function inOrderOfAppearance(texts: readonly string[]): string[] {
  const names = new Map<string, string>();
  const rename = (id: string): string => {
    const name = names.get(id) ?? `#${names.size}`;
    names.set(id, name);
    return name;
  };
  return texts.map((text) =>
    text.replace(/c1-\w+-\d+/g, rename).replace(/"fence":\d+/g, (fence) => rename(fence)),
  );
}

describe('13. SQLite, PostgreSQL and memory hold the same log of the same history', () => {
  const kinds = TEST_STORES.filter(({ skipped }) => skipped === false);
  it(`on ${kinds.map(({ name }) => name).join(', ')}`, async () => {
    await fc.assert(
      fc.asyncProperty(histories(), fc.integer({ min: 2, max: 40 }), async (commands, maxTurns) => {
        const logs: string[][] = [];
        for (const kind of kinds) {
          const clock = createManualClock();
          const store = await kind.open(clock);
          try {
            await runHistory(commands, { store: store.events, clock, maxTurns }, async ({ world }) => {
              logs.push(inOrderOfAppearance(await world.texts()));
            });
          } finally {
            await store.close();
          }
        }
        for (const log of logs) expect(log).toEqual(logs[0]);
      }),
      { numRuns: FULL ? 100 : 4 },
    );
  }, 600_000);
});
