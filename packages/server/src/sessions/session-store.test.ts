import { createMemoryRecordStore, type RecordStore } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { AgentChatError, type SessionKind } from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSessionReaper } from './session-reaper.js';
import { createSessionRecords } from './session-records.js';
import { createSessionStore, type NewSession } from './session-store.js';
import { LEEWAY_MS } from './token-rotation.js';
import type { SessionRules } from './session-life.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RULES: SessionRules = {
  unusedForMs: DAY_MS,
  addressesForMs: 30 * DAY_MS,
  reapAfterMs: { anonymous: null, identified: null, preview: DAY_MS },
};

/** Nodes over one record store, with the time and the conversations in the hands of the test. */
interface Options {
  readonly nodes?: number;
  readonly rules?: Partial<SessionRules>;
  /** Default: the clock of the store has been asked. */
  readonly synced?: () => Promise<void>;
}

function world(options: Options = {}) {
  const clock = createManualClock();
  const store = createMemoryRecordStore();
  const rules = { ...RULES, ...options.rules };
  const over: string[] = [];
  const removed: string[] = [];
  let loggedAt = clock.now();
  const conversation = () => ({
    conversationId: 'c',
    title: null,
    participants: [],
    head: 1,
    ended: false,
    createdAt: '',
    updatedAt: new Date(loggedAt).toISOString(),
  });
  const records = createSessionRecords(store, 'tenant');
  const { synced = async () => undefined } = options;
  const node = () =>
    createSessionStore({
      records,
      conversations: { find: async () => conversation() },
      rules,
      now: clock.now,
      synced,
      onOver: ({ status }) => over.push(status),
    });
  const nodes = Array.from({ length: options.nodes ?? 1 }, node);
  const [sessions = node()] = nodes;
  const reaper = createSessionReaper({
    records,
    sessions,
    conversations: {
      removeUnused: async (id) => void removed.push(`unused ${id}`),
      erase: async (id) => void removed.push(`erased ${id}`),
    },
    rules,
    keyedHash: async (text) => `hash of ${text}`,
    forgetOld: async () => undefined,
    now: clock.now,
    onError: (error) => {
      throw error;
    },
  });
  const logs = (): void => {
    loggedAt = clock.now();
  };
  return { clock, store, records, sessions, nodes, reaper, over, removed, logs };
}

const NEW: NewSession = {
  interfaceId: 'i',
  slug: 'demo',
  kind: 'anonymous',
  conversationId: 'c',
  participantId: 'v',
  userHash: null,
  timeoutMs: 60 * MINUTE_MS,
  persists: true,
  browserFingerprint: 'print',
  ipAddress: '192.0.2.7',
  userAgent: null,
  referrer: null,
  countryCode: null,
  used: false,
};

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    return (await promise) === null ? 'nobody' : 'known';
  } catch (error) {
    return AgentChatError.from(error).code;
  }
};

/** The persistence token, which the session has. */
const tokenOf = ({ persistenceToken }: { readonly persistenceToken: string | null }): string => {
  if (persistenceToken === null) throw new Error('There is no persistence token.');
  return persistenceToken;
};

async function everythingIn(store: RecordStore): Promise<string> {
  const collections = ['sessions', 'session-due', 'session-users'];
  const lists = await Promise.all(collections.map((collection) => store.list('tenant', collection)));
  return JSON.stringify(lists);
}

describe('the tokens of a session', () => {
  it('are in no record, neither at first nor after they were exchanged', async () => {
    const { sessions, store } = world();
    const first = await sessions.create(NEW);
    const second = await sessions.resume(tokenOf(first), 'i');
    const everything = await everythingIn(store);
    for (const token of [first.sessionToken, first.persistenceToken, second?.sessionToken]) {
      expect(everything).not.toContain(token);
      expect(everything).not.toContain(token?.slice(26));
    }
    expect(everything).not.toContain(second && tokenOf(second));
  });

  it('are not taken for each other, nor of another interface', async () => {
    const { sessions } = world();
    const opened = await sessions.create(NEW);
    expect(await sessions.find(tokenOf(opened))).toBeNull();
    expect(await sessions.resume(opened.sessionToken, 'i')).toBeNull();
    expect(await sessions.resume(tokenOf(opened), 'other')).toBeNull();
  });

  it.each(['', 'acs_', 'x'.repeat(10_000), `acs_${'A'.repeat(65)}`, 'acs_c', '../sessions'])(
    'cannot be chosen: %.20s is nobody, and makes no session',
    async (planted) => {
      const { sessions, store } = world();
      expect(await sessions.find(planted)).toBeNull();
      expect(await sessions.resume(planted.replace('acs', 'acp'), 'i')).toBeNull();
      expect(await everythingIn(store)).toBe('[[],[],[]]');
    },
  );

  it('cannot be made of a session id that somebody has seen, which ends nothing either', async () => {
    const { sessions } = world();
    const { session, sessionToken } = await sessions.create(NEW);
    const made = `${session.sessionId}${'A'.repeat(43)}`;
    expect(await sessions.find(`acs_${made}`)).toBeNull();
    expect(await sessions.resume(`acp_${made}`, 'i')).toBeNull();
    expect(await codeOf(sessions.find(sessionToken))).toBe('known');
  });

  it('are not given for coming back where the session ends with its tab', async () => {
    const { sessions } = world();
    expect((await sessions.create({ ...NEW, persists: false })).persistenceToken).toBeNull();
  });
});

describe('coming back by a persistence token', () => {
  it('gives the same session under other tokens, and those of other tabs stay good', async () => {
    const { sessions } = world();
    const first = await sessions.create(NEW);
    const second = await sessions.resume(tokenOf(first), 'i');
    expect(second?.session.sessionId).toBe(first.session.sessionId);
    expect(tokenOf(second ?? first)).not.toBe(tokenOf(first));
    expect(await codeOf(sessions.find(first.sessionToken))).toBe('known');
    expect(await codeOf(sessions.find(second?.sessionToken ?? ''))).toBe('known');
  });

  it('gives the same next token again while its answer is not known to have arrived', async () => {
    const { sessions, clock } = world();
    const first = await sessions.create({ ...NEW, timeoutMs: null });
    const lost = await sessions.resume(tokenOf(first), 'i');
    clock.advance(LEEWAY_MS * 10);
    const again = await sessions.resume(tokenOf(first), 'i');
    expect(again?.persistenceToken).toBe(lost?.persistenceToken);
    expect(await codeOf(sessions.find(again?.sessionToken ?? ''))).toBe('known');
  });

  it('is good for tabs that start together, on several nodes', async () => {
    const { nodes, sessions } = world({ nodes: 2 });
    const first = await sessions.create(NEW);
    const opened = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (nodes[index % 2] ?? sessions).resume(tokenOf(first), 'i')),
    );
    expect(new Set(opened.map((each) => each?.persistenceToken)).size).toBe(1);
    for (const each of opened) expect(await codeOf(sessions.find(each?.sessionToken ?? ''))).toBe('known');
    const late = await sessions.resume(tokenOf(first), 'i');
    expect(late?.persistenceToken).toBe(opened[0]?.persistenceToken);
  });

  it.each([
    ['an exchanged token, once the next one is in use', 1],
    ['a token that was exchanged long ago', 5],
  ])('ends the session for everybody by %s', async (_, exchanges) => {
    const { sessions, clock, over } = world();
    const first = await sessions.create({ ...NEW, timeoutMs: null });
    let last = first;
    for (let count = 0; count < exchanges; count += 1) {
      last = (await sessions.resume(tokenOf(last), 'i')) ?? last;
      await sessions.find(last.sessionToken);
      clock.advance(LEEWAY_MS + 1);
    }
    expect(await codeOf(sessions.resume(tokenOf(first), 'i'))).toBe('SessionEnded');
    expect(over).toEqual(['ended']);
    await expect(sessions.find(last.sessionToken)).rejects.toMatchObject({
      code: 'SessionEnded',
      details: { reason: 'replaced' },
    });
    expect(await codeOf(sessions.find(first.sessionToken))).toBe('SessionEnded');
    expect(await codeOf(sessions.resume(tokenOf(last), 'i'))).toBe('SessionEnded');
  });

  it('locks no honest visitor out, whatever gets lost, and finds every thief who waits', async () => {
    const visit = fc.record({
      pauseMs: fc.constantFrom(0, 1_000, LEEWAY_MS + 1, DAY_MS),
      /** How many answers are lost before one arrives. */
      lost: fc.integer({ min: 0, max: 3 }),
      /** Whether the page does anything before it is closed. */
      calls: fc.boolean(),
      otherTabs: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(visit, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        async (visits, stolenAt) => {
          const { sessions, clock } = world();
          const first = await sessions.create({ ...NEW, timeoutMs: null, used: true });
          let kept = tokenOf(first);
          let stolen = kept;
          for (const [index, { pauseMs, lost, calls, otherTabs }] of visits.entries()) {
            clock.advance(pauseMs);
            if (index === stolenAt % visits.length) stolen = kept;
            for (let count = 0; count < lost + otherTabs; count += 1) await sessions.resume(kept, 'i');
            const opened = await sessions.resume(kept, 'i');
            if (opened === null) throw new Error('Locked out.');
            if (calls) expect(await sessions.find(opened.sessionToken)).not.toBeNull();
            kept = tokenOf(opened);
          }
          // The page is used once more, and the thief comes after that.
          const last = await sessions.resume(kept, 'i');
          await sessions.find(last?.sessionToken ?? '');
          clock.advance(LEEWAY_MS + 1);
          expect(await codeOf(sessions.resume(stolen, 'i'))).toBe('SessionEnded');
        },
      ),
      { seed: 6, numRuns: FULL ? 2_000 : 60 },
    );
  });
});

describe('a session at rest', () => {
  it('expires when its time is up, unless its visitor does something', async () => {
    const { sessions, clock, over } = world();
    const { session, sessionToken } = await sessions.create({ ...NEW, used: true });
    clock.advance(59 * MINUTE_MS);
    await sessions.touch(session);
    clock.advance(59 * MINUTE_MS);
    expect(await codeOf(sessions.find(sessionToken))).toBe('known');
    clock.advance(MINUTE_MS);
    await expect(sessions.find(sessionToken)).rejects.toMatchObject({
      code: 'SessionExpired',
      details: { expiredAt: new Date(clock.now()).toISOString() },
    });
    expect(over).toEqual(['expired']);
    expect(await sessions.look(session.sessionId)).toMatchObject({ status: 'expired', endReason: 'expired' });
  });

  it('is not ended by a clock that nobody has set yet', async () => {
    const asked = Promise.withResolvers<void>();
    const { clock, sessions, over } = world({ synced: () => asked.promise });
    const { sessionToken } = await sessions.create({ ...NEW, used: true });
    clock.advance(70 * MINUTE_MS);
    const found = sessions.find(sessionToken);
    clock.advance(-20 * MINUTE_MS);
    asked.resolve();
    expect(await codeOf(found)).toBe('known');
    expect(over).toEqual([]);
  });

  it('does not expire while an agent still answers', async () => {
    const { sessions, clock, logs } = world();
    const { sessionToken } = await sessions.create({ ...NEW, used: true });
    clock.advance(50 * MINUTE_MS);
    logs();
    clock.advance(50 * MINUTE_MS);
    expect(await codeOf(sessions.find(sessionToken))).toBe('known');
    clock.advance(10 * MINUTE_MS);
    expect(await codeOf(sessions.find(sessionToken))).toBe('SessionExpired');
  });

  it('never expires where its interface says so, but when nobody used it', async () => {
    const { sessions, clock } = world();
    const used = await sessions.create({ ...NEW, timeoutMs: null, used: true });
    const unused = await sessions.create({ ...NEW, timeoutMs: null });
    expect(sessions.expiresAtMs(used.session)).toBeNull();
    clock.advance(DAY_MS);
    expect(await codeOf(sessions.find(used.sessionToken))).toBe('known');
    expect(await codeOf(sessions.find(unused.sessionToken))).toBe('SessionExpired');
  });

  it('is written at most every minute while its visitor is busy, and counts each message', async () => {
    const { sessions, clock } = world();
    const { session } = await sessions.create(NEW);
    const look = async () => {
      const found = await sessions.look(session.sessionId);
      if (found === null) throw new Error('There is none.');
      return found;
    };
    for (let second = 0; second < 120; second += 1) {
      await sessions.touch(await look());
      clock.advance(1_000);
    }
    expect((await look()).server.revision).toBe(2);
    clock.advance(MINUTE_MS);
    const stale = await look();
    await Promise.all(Array.from({ length: 200 }, () => sessions.touch(stale)));
    expect((await look()).server.revision).toBe(3);
    await Promise.all(Array.from({ length: 20 }, () => sessions.countMessage(session.sessionId)));
    expect(await look()).toMatchObject({
      messageCount: 20,
      lastActivityAt: new Date(clock.now()).toISOString(),
    });
  });
});

describe('what becomes of old sessions', () => {
  it('ends those whose time is up, and tells it, though nobody asks', async () => {
    const { sessions, reaper, clock, over } = world();
    const { session } = await sessions.create({ ...NEW, used: true });
    clock.advance(60 * MINUTE_MS - 1);
    await reaper.reap();
    expect(over).toEqual([]);
    clock.advance(1);
    await reaper.reap();
    expect(over).toEqual(['expired']);
    expect((await sessions.look(session.sessionId))?.status).toBe('expired');
  });

  it('removes a session that nobody used, with its conversation, and nothing of it is left', async () => {
    const { sessions, reaper, clock, removed, store } = world();
    await sessions.create(NEW);
    clock.advance(60 * MINUTE_MS);
    await reaper.reap();
    expect(removed).toEqual([]);
    clock.advance(DAY_MS - 60 * MINUTE_MS);
    await reaper.reap();
    expect(removed).toEqual(['unused c']);
    expect(await everythingIn(store)).toBe('[[],[],[]]');
  });

  it.each([
    ['anonymous', null],
    ['identified', 7 * DAY_MS],
    ['preview', DAY_MS],
  ] as const)('removes a used session of kind %s at its own time', async (kind: SessionKind, afterMs) => {
    const { sessions, reaper, clock, removed, records } = world({
      rules: { reapAfterMs: { anonymous: null, identified: 7 * DAY_MS, preview: DAY_MS } },
    });
    const { session } = await sessions.create({ ...NEW, kind, used: true, userHash: 'u' });
    clock.advance(60 * MINUTE_MS);
    await reaper.reap();
    clock.advance((afterMs ?? 365 * DAY_MS) - 1);
    await reaper.reap();
    expect(await records.get(session.sessionId)).not.toBeNull();
    clock.advance(1);
    await reaper.reap();
    expect((await records.get(session.sessionId)) === null).toBe(afterMs !== null);
    expect(await records.listOfUser('i', 'u')).toHaveLength(afterMs === null ? 1 : 0);
    expect(removed).toEqual(kind === 'preview' ? ['erased c'] : []);
  });

  it('keeps address and fingerprint for their time, then as keyed hashes', async () => {
    const { sessions, reaper, clock, records } = world();
    const { session } = await sessions.create({ ...NEW, timeoutMs: null, used: true });
    clock.advance(30 * DAY_MS - 1);
    await reaper.reap();
    expect(await records.get(session.sessionId)).toMatchObject({ ipAddress: '192.0.2.7' });
    clock.advance(1);
    await reaper.reap();
    await reaper.reap();
    expect(await records.get(session.sessionId)).toMatchObject({
      ipAddress: 'hash of 192.0.2.7',
      browserFingerprint: 'hash of print',
      pseudonymisedAt: new Date(clock.now()).toISOString(),
    });
  });
});
