import { randomInt } from 'node:crypto';
import { createManualClock, FAILURES, type Failure } from '@agent-chat/core/testing';
import { type ConversationEvent, type MessageEvent, textOf } from '@agent-chat/protocol';
import { FULL, seeded } from '@agent-chat/protocol/test-support';
import { describe, expect, it } from 'vitest';
import { chargingAgent, doneIn, tasksIn } from './support/charging-agent.js';
import { type Act, CrashCase, type Script } from './support/crash-case.js';
import { forgetfulAgent } from './support/forgetful-agent.js';
import { TEST_STORES, type TestStoreKind } from './support/test-stores.js';

/** In a full run another one each time: where not every call fails, others do the next time. */
const SEED = Number(process.env['AGENT_CHAT_TEST_SEED'] ?? (FULL ? randomInt(2 ** 31) : 20_261_122));
const ENOUGH: Act = { maxMessages: 100 };
const TWO_TASKS: readonly Act[] = [
  ENOUGH,
  { task: 'a', waits: true, picture: true },
  { task: 'b', waits: true },
];
const ACTS: Readonly<Record<string, readonly Act[]>> = {
  'tasks one after the other': TWO_TASKS,
  'tasks that wait in the queue': [
    ENOUGH,
    { task: 'a', waits: false },
    { task: 'b', waits: false, picture: true },
    { task: 'c', waits: true },
  ],
  'a turn that is stopped': [
    ENOUGH,
    { task: 'a', waits: false },
    { stop: 'hard' },
    { task: 'b', waits: true },
  ],
  'a cap that is reached and raised': [
    { maxMessages: 3 },
    { task: 'a', waits: true },
    { task: 'b', waits: true },
    ENOUGH,
    { task: 'c', waits: true },
  ],
  'pictures that nobody sends in the end': [
    ENOUGH,
    { isRefused: true },
    { leftTask: 'a' },
    { task: 'b', waits: true },
  ],
};
const SCRIPTS: readonly (readonly [name: string, Script])[] = [
  ...Object.entries(ACTS).map(([name, acts]) => [name, { acts, agent: chargingAgent }] as const),
  ['an agent that asks about each call again', { acts: TWO_TASKS, agent: forgetfulAgent }],
];

/** How a turn may end that did not do its task. */
const ENDINGS = [
  'budget_exceeded',
  'paused',
  'tool_outcome_unknown',
  'runner_lost',
  'stopped',
  'stopped_by_user',
  'Unavailable',
];

/** What must be so whenever the crash was. */
function expectWhole(
  log: readonly ConversationEvent[],
  effects: readonly string[],
  acts: readonly Act[],
): void {
  const opened = new Set(
    log.map(({ type, turn, payload }) =>
      type === 'execution_started' ? (payload as { turn: number }).turn : turn,
    ),
  );
  opened.delete(0);
  const closed = log.flatMap(({ type, turn, finality, payload }) =>
    type === 'turn_cleared' ? [(payload as { turn: number }).turn] : finality === 'none' ? [] : [turn],
  );
  expect(closed.toSorted((a, b) => a - b)).toEqual([...opened].toSorted((a, b) => a - b));

  const turns = log.filter(
    (event): event is MessageEvent => event.type === 'message' && event.finality === 'turn',
  );
  const asked = turns
    .filter(({ author }) => author === 'ada')
    .flatMap(({ payload }) => tasksIn(textOf(payload.parts)));
  const left = acts.flatMap((act) => ('leftTask' in act ? [act.leftTask] : []));
  expect(asked.filter((task) => !left.includes(task))).toEqual(
    acts.flatMap((act) => ('task' in act ? [act.task] : [])),
  );
  expect(new Set(asked).size).toBe(asked.length);
  for (const task of asked) {
    expect(effects.filter((effect) => effect === `charge ${task}`).length).toBeLessThanOrEqual(1);
  }
  for (const { author, payload } of turns) {
    if (author !== 'bot') continue;
    const { status, reason } = payload.outcome ?? {};
    if (status === 'complete') {
      for (const task of doneIn(textOf(payload.parts))) {
        expect(
          effects.filter((effect) => effect === `charge ${task}`),
          task,
        ).toHaveLength(1);
        expect(effects).toContain(`look_up ${task}`);
      }
    } else expect(ENDINGS).toContain(reason?.code);
  }
}

/**
 * How many calls fail before, during and after it in an ordinary run, and each of how many in a full
 * one: each in a history of its own. On PostgreSQL all of them take a quarter of an hour.
 */
const SAMPLE: Readonly<Record<TestStoreKind['name'], number>> = { memory: 12, SQLite: 2, PostgreSQL: 1 };
const EACH: Readonly<Record<TestStoreKind['name'], number>> = { memory: 1, SQLite: 1, PostgreSQL: 4 };

function failingOf(calls: number, { name }: TestStoreKind, random: () => number): number[] {
  const any = (count: number): number => 1 + Math.floor(random() * count);
  if (!FULL) return [...new Set(Array.from({ length: SAMPLE[name] }, () => any(calls)))];
  const first = any(EACH[name]);
  const count = Math.floor((calls - first) / EACH[name]) + 1;
  return Array.from({ length: count }, (_, index) => first + index * EACH[name]);
}

describe(`10. a crash at any await leaves a valid log, the next process finishes it, no tool runs twice that may not, no cap breaks and no file is lost (seed ${SEED})`, () => {
  for (const kind of TEST_STORES) {
    for (const [name, script] of SCRIPTS) {
      it.skipIf(kind.skipped)(
        `on ${kind.name}, ${name}`,
        async () => {
          const clock = createManualClock();
          let store = await kind.open(clock);
          /** The calls of the first process, of which the `nth` failed. */
          const play = async (conversationId: string, nth: number, failure: Failure): Promise<number> => {
            const one = new CrashCase({ script, store, clock, conversationId }, nth, failure);
            try {
              await one.play();
              await one.muchLater();
              expectWhole(await one.log(), one.effects, script.acts);
              await one.expectFiles();
              await one.expectKnown();
            } catch (error) {
              throw new Error(`${conversationId}: ${String(error)}`, { cause: error });
            } finally {
              await one.close();
              ({ store } = one);
            }
            return one.calls;
          };
          try {
            const calls = await play('no crash', Number.POSITIVE_INFINITY, 'before');
            const random = seeded(SEED);
            for (const failure of FAILURES) {
              for (const nth of failingOf(calls, kind, random)) {
                await play(`${failure} ${nth}`, nth, failure);
              }
            }
          } finally {
            await store.close();
          }
        },
        3_600_000,
      );
    }
  }
});
