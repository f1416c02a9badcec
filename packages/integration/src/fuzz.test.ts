import { createManualClock } from '@agent-chat/core/testing';
import { AgentChatError, CONTRACT } from '@agent-chat/protocol';
import { FULL, pollutedPrototypes } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { hostileValues } from './support/corpora.js';
import { ErrorWorld, type Method } from './support/errors/error-world.js';
import { validParams } from './support/errors/valid-params.js';
import { TEST_STORES, type TestStore } from './support/test-stores.js';

const METHODS = (Object.keys(CONTRACT) as Method[]).filter(
  (method) => CONTRACT[method].plane === 'conversation' && !method.startsWith('subscribe'),
);
const RUNS = FULL ? 500 : 10;

/** What a peer may send in place of what it should; each use is a value of its own. */
const strange = fc
  .oneof(
    fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
    fc.constantFrom(
      '{"__proto__":{"isAdmin":true}}',
      '{"constructor":{"prototype":{"isAdmin":true}}}',
      '{"length":{"toString":1,"valueOf":1}}',
      '{"then":"x","toString":1,"valueOf":null}',
      '[null]',
      '-1',
      '1e308',
      '"__proto__"',
      '"\\u0000\\ud800"',
    ),
  )
  .map((text): unknown => JSON.parse(text));

afterEach(() => {
  expect(pollutedPrototypes()).toEqual([]);
});

/** A world whose agent has the turn. The store is one of memory. */
async function inWorld(work: (world: ErrorWorld) => Promise<void>): Promise<void> {
  const clock = createManualClock();
  const store = (await TEST_STORES[0]?.open(clock)) as TestStore;
  const world = new ErrorWorld(store, clock, 'c1');
  try {
    await world.create();
    await work(world);
  } finally {
    await world.close();
  }
}

/** The call as every kind of caller: it succeeds or answers with a typed error, and not ours. */
async function tryAll(world: ErrorWorld, method: Method, params: unknown): Promise<void> {
  const { ada, bot, operator, visitor, observer } = world;
  for (const caller of [ada, bot, operator, visitor, observer]) {
    try {
      const waiting = new AbortController();
      const answer = world.as(caller).call(method, params as never, { signal: waiting.signal });
      // What waits for agents would wait for ever: the clock stands still.
      setImmediate(() => waiting.abort());
      await answer;
    } catch (error) {
      if (!AgentChatError.isInstance(error)) throw new Error(`${method} as ${caller.kind}`, { cause: error });
      expect(error.code, `${method} as ${caller.kind}`).not.toBe('Internal');
    }
  }
}

/** What was said before is there, and somebody is answered. */
async function expectAlive(world: ErrorWorld, question: string): Promise<void> {
  const fresh = new ErrorWorld(world.store, world.clock, `${question} after`);
  try {
    await fresh.create();
    const { messageId } = await fresh.say(question);
    const held = await fresh.call(fresh.bot, 'startExecution', { agentId: 'bot' });
    const { executionId, fence } = held;
    await fresh.call(fresh.bot, 'sendMessage', {
      executionId,
      fence,
      parts: [{ type: 'text', partId: 'p1', text: 'Yes.' }],
    });
    const { events } = await fresh.call(fresh.ada, 'getEvents', {});
    expect(events.some(({ payload }) => (payload as { messageId?: string }).messageId === messageId)).toBe(
      true,
    );
  } finally {
    await fresh.close();
  }
  // The one that was shot at folds, reads and goes on or says why not.
  const record = await world.store.events.getRecord('default', 'c1');
  if (record === null || record === 'gone') return;
  const { events } = await world.call(world.operator, 'getEvents', { limit: 1_000 });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
}

/** Valid params with `value` in the place of each field in turn, as a further one, and by itself. */
function placesOf(method: Method, value: unknown): unknown[] {
  const valid: Record<string, unknown> = {
    conversationId: 'c1',
    clientRequestId: `fuzz ${JSON.stringify(value)}`.slice(0, 100),
    ...validParams(method),
  };
  return [
    value,
    ...Object.keys(valid).map((name) => withField(valid, name, value)),
    withField(valid, '__proto__', value),
    withField(valid, 'extra', value),
  ];
}

function withField(params: object, name: string, value: unknown): object {
  const copy = { ...params };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

describe('hostile params', () => {
  it.each(METHODS)(
    'of %s are taken or answered with a typed error, and the conversation goes on',
    async (method) => {
      await inWorld(async (world) => {
        await world.start();
        await fc.assert(
          fc.asyncProperty(strange, async (value) => {
            for (const params of placesOf(method, value)) await tryAll(world, method, params);
          }),
          { numRuns: RUNS },
        );
        await expectAlive(world, method);
      });
    },
    120_000,
  );

  const corpora = hostileValues();
  if (corpora === null) {
    it.skip('of the corpora: they are neither beside the repository nor where AGENT_CHAT_CORPORA points', () => {});
  } else {
    it.each(METHODS)(
      'of the corpora as those of %s do no harm either',
      async (method) => {
        await inWorld(async (world) => {
          await world.start();
          const step = FULL ? 1 : 16;
          for (let index = METHODS.indexOf(method) % step; index < corpora.length; index += step) {
            for (const params of placesOf(method, corpora[index])) await tryAll(world, method, params);
          }
          await expectAlive(world, method);
        });
      },
      300_000,
    );
  }
});
