import type { Caller, Frame } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { createMemoryPresenceStore } from '../../memory/memory-presence-store.js';
import type { PresenceStore } from '../../ports/presence-store.js';
import {
  ADA,
  type FixtureOptions,
  OPERATOR,
  say,
  start,
  visitor,
} from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';
import { createLocalBus } from '../local-bus.js';
import type { Orchestrator } from '../orchestrator.js';

const BOB: Caller = { kind: 'member', tenant: 'default', participantId: 'bob' };
const CAT: Caller = { kind: 'operator', tenant: 'default', participantId: 'cat' };
const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const OBSERVER: Caller = { kind: 'observer', tenant: 'default', conversationId: 'c1' };
const user = (participantId: string) =>
  ({ participantId, kind: 'user', displayName: participantId }) as const;

async function conversation(api: ConversationApi): Promise<void> {
  await api.call('createConversation', {
    clientRequestId: 'create',
    conversationId: 'c1',
    participants: [
      ...['ada', 'bob', 'cat'].map(user),
      { participantId: 'bot', kind: 'agent', displayName: 'Bot', hosting: 'external' },
    ],
  });
}

/** A reader, what it was told of who is there, and how it leaves. */
function read(orchestrator: Orchestrator, caller: Caller, params: { presence?: 'shown' | 'hidden' } = {}) {
  const leaving = new AbortController();
  const frames: Frame[] = [];
  const done = (async () => {
    const asked = { conversationId: 'c1', ...params };
    for await (const frame of orchestrator.as(caller).subscribe(asked, { signal: leaving.signal })) {
      frames.push(frame);
    }
  })();
  const leave = async (): Promise<void> => {
    leaving.abort();
    await done;
  };
  onTestFinished(leave);
  const told = (kind: 'presence' | 'typing') => () =>
    frames.flatMap((frame) => (frame.kind === kind ? [frame.data.participantIds] : []));
  const caughtUp = () => expect.poll(() => frames.map(({ kind }) => kind)).toContain('caught_up');
  return { frames, leave, here: told('presence'), typing: told('typing'), caughtUp };
}

async function world(options: FixtureOptions = {}) {
  const clock = createManualClock();
  const store = createMemoryEventStore({ clock });
  const { orchestrator } = start({}, { clock, store, ...options });
  await conversation(orchestrator.as(ADA));
  const type = (caller: Caller, typing = true) =>
    orchestrator.as(caller).call('setTyping', { conversationId: 'c1', typing });
  return { clock, orchestrator, type };
}

describe('who is here', () => {
  it('keeps no conversation in memory for a reader of whom the host cannot say who it is', async () => {
    const store = createMemoryEventStore();
    let loads = 0;
    const counting = new Proxy(store, {
      get(target, name): unknown {
        if (name === 'read') loads += 1;
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    const presenceOf = (): never => {
      throw new Error('The host does not know.');
    };
    const { orchestrator } = start({}, { store: counting, presenceOf, maxIdleConversations: 0 });
    await conversation(orchestrator.as(ADA));
    const reading = orchestrator.as(ADA).subscribe({ conversationId: 'c1' })[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toThrow('The host does not know.');
    const before = loads;
    await orchestrator.as(ADA).call('sendMessage', say('Is it loaded again?'));
    expect(loads).toBeGreaterThan(before);
  });

  it('is told to the others, and to who comes late before it has caught up', async () => {
    const { clock, orchestrator } = await world();
    const ada = read(orchestrator, ADA);
    await ada.caughtUp();
    expect(ada.here()).toEqual([]);
    const bob = read(orchestrator, BOB);
    await bob.caughtUp();
    expect(bob.frames.map(({ kind }) => kind)).toEqual(['hello', 'snapshot', 'presence', 'caught_up']);
    expect(bob.here()).toEqual([['ada']]);
    clock.advance(50);
    await expect.poll(ada.here).toEqual([['bob']]);
  });

  it('ends a while after the last subscription, not with a reload', async () => {
    const { clock, orchestrator } = await world();
    const ada = read(orchestrator, ADA);
    const bob = read(orchestrator, BOB);
    const tab = read(orchestrator, BOB);
    await Promise.all([ada, bob, tab].map(({ caughtUp }) => caughtUp()));
    clock.advance(500);
    await expect.poll(ada.here).toEqual([['bob']]);
    await bob.leave();
    clock.advance(60_000);
    await tab.leave();
    clock.advance(9_000);
    const reloaded = read(orchestrator, BOB);
    await reloaded.caughtUp();
    clock.advance(60_000);
    await reloaded.leave();
    clock.advance(9_999);
    clock.advance(500);
    await expect.poll(ada.here).toEqual([['bob'], []]);
  });

  it('is nobody who only watches, unless an operator who takes part says so', async () => {
    const { clock, orchestrator } = await world();
    const ada = read(orchestrator, ADA);
    const silent = [read(orchestrator, CAT), read(orchestrator, OPERATOR), read(orchestrator, OBSERVER)];
    const hidden = read(orchestrator, BOB, { presence: 'hidden' });
    await Promise.all([ada, hidden, ...silent].map(({ caughtUp }) => caughtUp()));
    clock.advance(500);
    for (const watcher of silent) expect(watcher.here()).toEqual([['ada']]);
    const outside = read(orchestrator, OPERATOR, { presence: 'shown' });
    const shown = read(orchestrator, CAT, { presence: 'shown' });
    await Promise.all([outside.caughtUp(), shown.caughtUp()]);
    clock.advance(500);
    await expect.poll(ada.here).toEqual([['cat']]);
  });

  it('is nobody where the host says so, whatever they ask for', async () => {
    const { clock, orchestrator, type } = await world({ presenceOf: () => 'hidden' });
    const ada = read(orchestrator, ADA);
    const bob = read(orchestrator, BOB, { presence: 'shown' });
    await Promise.all([ada.caughtUp(), bob.caughtUp()]);
    expect(await type(BOB)).toEqual({ expiresInMs: 0 });
    clock.advance(500);
    await orchestrator.as(ADA).call('sendMessage', say('Anybody?'));
    await expect.poll(() => ada.frames.filter(({ kind }) => kind === 'event').length).toBeGreaterThan(0);
    expect([ada.here(), ada.typing(), bob.here()]).toEqual([[], [], []]);
  });

  it('is not who has left the roster', async () => {
    const { clock, orchestrator } = await world();
    const ada = read(orchestrator, ADA);
    await Promise.all([ada.caughtUp(), read(orchestrator, BOB).caughtUp()]);
    clock.advance(500);
    await expect.poll(ada.here).toEqual([['bob']]);
    const removal = { conversationId: 'c1', clientRequestId: 'remove', removed: ['bob'] };
    await orchestrator.as(OPERATOR).call('changeRoster', removal);
    await expect.poll(ada.here).toEqual([['bob'], []]);
  });
});

describe('who is writing', () => {
  it('is told to the others, also to those who come late, and never to themselves', async () => {
    const { clock, orchestrator, type } = await world();
    const [ada, bob] = [read(orchestrator, ADA, { presence: 'hidden' }), read(orchestrator, BOB)];
    await Promise.all([ada.caughtUp(), bob.caughtUp()]);
    expect(await type(BOB)).toEqual({ expiresInMs: 6_000 });
    clock.advance(10);
    await type(BOT);
    clock.advance(50);
    await expect.poll(ada.typing).toEqual([['bob', 'bot']]);
    await expect.poll(bob.typing).toEqual([['bot']]);
    const late = read(orchestrator, visitor('c1'));
    await late.caughtUp();
    expect(late.frames.map(({ kind }) => kind)).toEqual([
      'hello',
      'snapshot',
      'presence',
      'typing',
      'caught_up',
    ]);
    expect(await type(BOB, false)).toEqual({ expiresInMs: 0 });
    clock.advance(500);
    await expect.poll(ada.typing).toEqual([['bob', 'bot'], ['bot']]);
  });

  it('ends when it is not said again', async () => {
    const { clock, orchestrator, type } = await world();
    const ada = read(orchestrator, ADA);
    await ada.caughtUp();
    await type(BOB);
    clock.advance(5_999);
    await expect.poll(ada.typing).toEqual([['bob']]);
    await type(BOB);
    clock.advance(5_999);
    expect(ada.typing()).toEqual([['bob']]);
    clock.advance(501);
    await expect.poll(ada.typing).toEqual([['bob'], []]);
  });

  it.each([
    ['is logged', false],
    ['waits for the open turn', true],
  ])('ends with the message, which %s', async (_, isTurnOpen) => {
    const { clock, orchestrator, type } = await world();
    const ada = read(orchestrator, ADA);
    await ada.caughtUp();
    if (isTurnOpen) {
      await orchestrator.as(ADA).call('sendMessage', say('Well?'));
      await orchestrator.as(BOT).call('startExecution', { conversationId: 'c1', agentId: 'bot' });
    }
    await type(BOB);
    clock.advance(50);
    await expect.poll(ada.typing).toEqual([['bob']]);
    const { queued } = await orchestrator.as(BOB).call('sendMessage', say('Here it is.'));
    expect(queued).toBe(isTurnOpen);
    await expect.poll(ada.typing).toEqual([['bob'], []]);
  });

  it('costs viewers two frames a second, however often it is said', async () => {
    const { clock, orchestrator, type } = await world();
    const ada = read(orchestrator, ADA);
    await ada.caughtUp();
    for (let turn = 0; turn < 500; turn++) {
      await type(BOB, turn % 3 === 0);
      clock.advance(10);
    }
    clock.advance(500);
    await expect.poll(() => ada.typing().length).toBeGreaterThan(5);
    expect(ada.typing().length).toBeLessThanOrEqual(12);
  });
});

describe('between two nodes', () => {
  async function twoNodes(options: { readonly presence?: PresenceStore } = {}) {
    const clock = createManualClock();
    const store = createMemoryEventStore({ clock });
    const presence = options.presence ?? createMemoryPresenceStore({ clock });
    const bus = createLocalBus();
    const node = () => start({}, { clock, store, presence, bus }).orchestrator;
    const nodes = [node(), node()] as const;
    await conversation(nodes[0].as(ADA));
    /** Timers, and what they begin, over and over. */
    const pass = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 100) {
        clock.advance(Math.min(100, left));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    return { clock, nodes, presence, store, bus, pass };
  }

  it('is told of who is there and writes on the other one', async () => {
    const { nodes, pass } = await twoNodes();
    const ada = read(nodes[0], ADA);
    const bob = read(nodes[1], BOB);
    await Promise.all([ada.caughtUp(), bob.caughtUp()]);
    await pass(1_000);
    expect([ada.here(), bob.here()]).toEqual([[['bob']], [['ada']]]);
    await nodes[1].as(BOB).call('setTyping', { conversationId: 'c1', typing: true });
    await pass(1_000);
    expect(ada.typing()).toEqual([['bob']]);
    const late = read(nodes[0], CAT);
    await late.caughtUp();
    expect([late.here(), late.typing()]).toEqual([[['ada', 'bob']], [['bob']]]);
    await bob.leave();
    await pass(11_000);
    expect([ada.here().at(-1), ada.typing().at(-1)]).toEqual([[], []]);
  });

  it('ends with a message that is logged, whatever the other one still says', async () => {
    const { nodes, presence, bus, pass } = await twoNodes();
    const ada = read(nodes[0], ADA);
    await ada.caughtUp();
    await nodes[1].as(BOB).call('setTyping', { conversationId: 'c1', typing: true });
    await pass(1_000);
    expect(ada.typing()).toEqual([['bob']]);
    const [said] = await presence.read({ tenant: 'default', conversationId: 'c1' });
    await nodes[0].as(BOB).call('sendMessage', say('By the other node.'));
    await expect.poll(ada.typing).toEqual([['bob'], []]);
    // It comes again, as from a node that has not read the log yet.
    if (said) await presence.write('late', 60_000, [said]);
    bus.publish({ type: 'presence', tenant: 'default', conversationId: 'c1', by: 'late', seq: 0 });
    await pass(6_000);
    expect(ada.typing()).toEqual([['bob'], []]);
  });

  it('leaves nobody behind when a node dies, and finds them when nobody tells', async () => {
    const { clock, nodes, store, presence, pass } = await twoNodes();
    const ada = read(nodes[0], ADA);
    await ada.caughtUp();
    // Not on the bus: what it says is found by looking.
    const dying = start({}, { clock, store, presence: mortal(presence) }).orchestrator;
    const bob = read(dying, BOB);
    await bob.caughtUp();
    await pass(6_000);
    expect(ada.here()).toEqual([['bob']]);
    await pass(60_000);
    expect(ada.here()).toEqual([['bob']]);
    die();
    await pass(21_000);
    expect(ada.here()).toEqual([['bob'], []]);
  });

  it('says all of it again where it was lost', async () => {
    const inner = { current: createMemoryPresenceStore({ clock: createManualClock() }) };
    const presence: PresenceStore = {
      write: (...args) => inner.current.write(...args),
      read: (of) => inner.current.read(of),
      readRecent: (withinMs) => inner.current.readRecent(withinMs),
    };
    const { nodes, pass } = await twoNodes({ presence });
    await read(nodes[0], ADA).caughtUp();
    await pass(1_000);
    inner.current = createMemoryPresenceStore({ clock: createManualClock() });
    await pass(6_000);
    const bob = read(nodes[1], BOB);
    await bob.caughtUp();
    expect(bob.here()).toEqual([['ada']]);
  });

  let isDead = false;
  function die(): void {
    isDead = true;
  }
  /** What the node still says does not arrive. */
  function mortal(store: PresenceStore): PresenceStore {
    isDead = false;
    return {
      ...store,
      write: (...args) => (isDead ? Promise.reject(new Error('dead')) : store.write(...args)),
    };
  }
});
