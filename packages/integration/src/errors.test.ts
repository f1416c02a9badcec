import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import { AgentChatError, CONTRACT, type ErrorCode } from '@agent-chat/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorWorld, type Method } from './support/errors/error-world.js';
import { ACTIONS } from './support/errors/action-scenarios.js';
import { GENERAL } from './support/errors/general-scenarios.js';
import { LIMITED_METHODS } from './support/errors/limited-methods.js';
import { MESSAGES } from './support/errors/message-scenarios.js';
import { RUNNERS } from './support/errors/runner-scenarios.js';
import type { OwnScenarios } from './support/errors/scenario.js';
import { SETTINGS } from './support/errors/setting-scenarios.js';
import { validParams } from './support/errors/valid-params.js';
import { TEST_STORES, type TestStore } from './support/test-stores.js';

type Pair = readonly [Method, ErrorCode];

const METHODS = (Object.keys(CONTRACT) as Method[]).filter(
  (method) => CONTRACT[method].plane === 'conversation' && !method.startsWith('subscribe'),
);
const PAIRS: readonly Pair[] = METHODS.flatMap((method) =>
  CONTRACT[method].errors.map((code): Pair => [method, code]),
);

const HIDDEN =
  'Who is not on the roster is told that there is no such conversation; operators may do it from outside. It is met only by one who leaves between the two.';
const AT_THE_SERVER =
  'A server limits the calls of people before they come here: errors-too-often.test.ts meets it for each.';
const UNLIMITED = "Agents and operators are the host's own, and called as often as it calls them.";

const OWN: OwnScenarios = { ...MESSAGES, ...ACTIONS, ...SETTINGS, ...RUNNERS };

/** What a declaration names and no call by itself can meet, with the reason. */
const NEVER = new Map<string, string>([
  ...METHODS.filter((method) => !['sendMessage', 'sendTrace', 'startExecution'].includes(method)).map(
    (method) => [`${method}:NotOnRoster`, HIDDEN] as const,
  ),
  ...METHODS.filter((method) => !Object.hasOwn(OWN, `${method}:RateLimited`)).map(
    (method) =>
      [`${method}:RateLimited`, LIMITED_METHODS.includes(method) ? AT_THE_SERVER : UNLIMITED] as const,
  ),
]);

/** What a refusal writes on purpose. */
const WRITES = new Map<string, string>([
  ['reserve:BudgetExceeded', 'The work is paused, and people are told.'],
]);

const scenarioOf = ([method, code]: Pair) => OWN[`${method}:${code}`] ?? GENERAL[code];

it('each exception is about something that is declared', () => {
  const declared = new Set(PAIRS.map((pair) => pair.join(':')));
  const about = [...NEVER.keys(), ...WRITES.keys()];
  expect(about.filter((pair) => !declared.has(pair) && !/:(?:NotOnRoster|RateLimited)$/.test(pair))).toEqual(
    [],
  );
});

it('every method of the contract has a way to meet every error that it declares', () => {
  const without = PAIRS.filter((pair) => !NEVER.has(pair.join(':')) && scenarioOf(pair) === undefined);
  expect(without.map((pair) => pair.join(':'))).toEqual([]);
});

describe.each(TEST_STORES.filter(({ skipped }) => skipped === false))('on $name', (kind) => {
  let clock: ManualClock;
  let store: TestStore;
  let conversations = 0;
  beforeAll(async () => {
    clock = createManualClock();
    store = await kind.open(clock);
  });
  afterAll(() => store.close());

  it.each(PAIRS.filter((pair) => !NEVER.has(pair.join(':')) && scenarioOf(pair) !== undefined))(
    '%s answers %s, and nothing is written',
    async (method, code) => {
      const world = new ErrorWorld(store, clock, `conversation ${++conversations}`);
      try {
        await world.create();
        const { caller, params } = (await scenarioOf([method, code])?.(world, method)) ?? {};
        if (caller === undefined || params === undefined) throw new Error('There is no provocation.');
        const given = { clientRequestId: world.nextRequest(), ...(await world.withFile(params)) };
        const before = await store.rows();
        const answer = await world.call(caller, method, given).then(
          (result) => ({ result }),
          (error: unknown) => (AgentChatError.isInstance(error) ? error.code : error),
        );
        expect(answer).toEqual(code);
        if (!WRITES.has(`${method}:${code}`)) expect(await store.rows()).toEqual(before);
      } finally {
        await world.forget();
      }
    },
  );

  it.each(METHODS)(
    '%s is Forbidden to whom it is not for, InvalidRequest unparsed, and Unavailable once the node stops',
    async (method) => {
      const world = new ErrorWorld(store, clock, `conversation ${++conversations}`);
      await world.create();
      const before = await store.rows();
      const stranger = world.strangerTo(method);
      if (stranger !== null) {
        await expect(world.call(stranger, method, validParams(method))).rejects.toMatchObject({
          code: 'Forbidden',
        });
      }
      const unparsable = { ...validParams(method), conversationId: 7, limit: 'many' };
      await expect(world.call(world.callerFor(method), method, unparsable)).rejects.toMatchObject({
        code: 'InvalidRequest',
      });
      await world.close();
      if (method !== 'listConversations') {
        await expect(world.call(world.callerFor(method), method, validParams(method))).rejects.toMatchObject({
          code: 'Unavailable',
        });
      }
      expect(await store.rows()).toEqual(before);
      await world.forget();
    },
  );

  it('subscribe and subscribeAll answer each error that they declare', async () => {
    const world = new ErrorWorld(store, clock, `conversation ${++conversations}`);
    await world.create();
    const { conversationId, ada, operator, observer } = world;
    const first = async (frames: AsyncIterable<unknown>): Promise<unknown> => {
      try {
        for await (const frame of frames) return frame;
      } catch (error) {
        return AgentChatError.isInstance(error) ? error.code : error;
      }
      return null;
    };
    const met: Record<string, unknown> = {
      UnknownConversation: await first(world.as(ada).subscribe({ conversationId: 'none' })),
      InvalidCursor: await first(world.as(ada).subscribe({ conversationId, cursor: 'no cursor' })),
    };
    expect(await first(world.as(operator).subscribeAll({ afterPosition: 'no position' }))).toBe(
      'InvalidCursor',
    );
    expect(await first(world.as(observer).subscribeAll({}))).toBe('Forbidden');
    await world.call(operator, 'eraseConversation', {});
    met['ConversationGone'] = await first(world.as(ada).subscribe({ conversationId }));
    expect(met).toEqual(Object.fromEntries(CONTRACT.subscribe.errors.map((code) => [code, code])));
    expect(CONTRACT.subscribeAll.errors).toEqual(['InvalidCursor']);
    await world.close();
  });
});
