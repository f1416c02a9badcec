import { FULL, inLanes, positions, seeded } from '@agent-chat/protocol/test-support';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChatClient } from './chat-client.js';
import type { ChatState } from './state/chat-state.js';
import { clientOf, plain, TRANSPORTS, until } from './test-support/clients.js';
import { type ContractServer, startContractServer } from './test-support/contract-server.js';
import { type FaultProxy, startFaultProxy } from './test-support/fault-proxy.js';
import { BEFORE, MEANWHILE } from './test-support/recorded-conversation.js';
import { ScriptedWorld } from './test-support/scripted-world.js';
import { watchScreen } from './test-support/watched-screen.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

interface Run {
  readonly server: ContractServer;
  readonly proxy: FaultProxy;
  readonly client: ChatClient;
}

async function start(transport: string): Promise<Run> {
  const world = new ScriptedWorld();
  world.do(...BEFORE);
  const server = await startContractServer(world);
  const proxy = await startFaultProxy(server.port);
  const client = clientOf(proxy.url, transport, { limits: { heartbeatTimeoutMs: 5_000 } });
  return { server, proxy, client };
}

async function stop({ server, proxy, client }: Run): Promise<void> {
  client.close();
  await proxy.close();
  await server.close();
}

/** Steps of the world, one in each turn of the event loop. */
function play(world: ScriptedWorld): Promise<void> {
  return new Promise((resolve) => {
    let next = 0;
    const step = (): void => {
      const current = MEANWHILE[next++];
      if (current === undefined) {
        resolve();
        return;
      }
      world.do(current);
      setImmediate(step);
    };
    setImmediate(step);
  });
}

const FINAL_DRAFT = 'De rien, bonne journée ☀️ et';

function isComplete(state: ChatState, world: ScriptedWorld): boolean {
  const [draft] = state.drafts;
  return (
    state.connection.status === 'live' &&
    state.conversation?.control.seq === world.head &&
    draft?.text === FINAL_DRAFT &&
    !draft.interrupted &&
    state.progress !== null &&
    state.guidance?.turn === 5 &&
    state.presence.length > 0 &&
    state.typing.length > 0
  );
}

/** The attempt at `m3` that its author takes back. */
const DROPPED = ['m3/p1/0'];

interface Outcome {
  readonly state: unknown;
  /** Bytes that it took. */
  readonly down: number;
  /** Subscriptions that it took. */
  readonly views: number;
  /** What was on screen in between and must not have been. */
  readonly faults: readonly string[];
}

function expectSame(outcome: Outcome, uncut: Outcome, what?: string): void {
  expect(outcome.state, what).toEqual(uncut.state);
  expect([...uncut.faults, ...outcome.faults], what).toEqual([]);
}

/** The recorded conversation, which goes on from the first viewer on, as a client sees it in the end. */
async function finalState(
  transport: string,
  prepare: (run: Run) => void,
  onView: (run: Run, views: number) => void = () => undefined,
): Promise<Outcome> {
  const run = await start(transport);
  const { server, proxy, client } = run;
  let views = 0;
  const played = new Promise<void>((resolve) => {
    server.onView = () => {
      views += 1;
      if (views === 1) void play(server.world).then(resolve);
      onView(run, views);
    };
  });
  const faults = watchScreen(client, DROPPED);
  try {
    prepare(run);
    client.connect();
    await played;
    const state = await until(client, (current) => isComplete(current, server.world));
    return { state: plain(state), down: proxy.passed(), views, faults: faults() };
  } finally {
    await stop(run);
  }
}

/** Runs at a time, each with a server of its own. */
const LANES = 4;

describe.each(TRANSPORTS)('resuming over %s', (transport) => {
  /** A poll is a subscription too: only the others need no more than one. */
  const isPolling = transport === 'long_poll';

  it('ends in the same state after a cut at any byte as without', { timeout: 3_600_000 }, async () => {
    const uncut = await finalState(transport, () => undefined);
    if (!isPolling) expect(uncut.views).toBe(1);
    expect(uncut.down).toBeGreaterThan(5_000);
    let reconnects = 0;
    await inLanes(positions(uncut.down, isPolling ? 20 : 60, seeded(2026)), LANES, async (position) => {
      const cut = await finalState(transport, ({ proxy }) => proxy.cutAfter(position));
      expectSame(cut, uncut, `cut at byte ${position}`);
      reconnects += cut.views - 1;
    });
    expect(reconnects).toBeGreaterThan(0);
  });

  it('ends in the same state after two cuts at random bytes', { timeout: 3_600_000 }, async () => {
    const uncut = await finalState(transport, () => undefined);
    const firsts = positions(uncut.down, FULL ? 200 : 8, seeded(4711), false);
    await inLanes(firsts, LANES, async (first, index) => {
      // The second connection is cut as well, somewhere else each time.
      const second = 1 + ((index * 997) % 2_000);
      const cut = await finalState(
        transport,
        ({ proxy }) => {
          // Each frame is seen by itself: what comes together hides what was on screen in between.
          proxy.dripBytes = 16;
          proxy.cutAfter(first);
        },
        ({ proxy }, views) => {
          if (views === 2) proxy.cutAfter(second);
        },
      );
      expectSame(cut, uncut, `cut at bytes ${first} and ${second}`);
    });
  });

  it('ends in the same state when bytes come one by one', async () => {
    const uncut = await finalState(transport, () => undefined);
    const dripped = await finalState(transport, ({ proxy }) => Object.assign(proxy, { dripBytes: 1 }));
    expectSame(dripped, uncut);
    if (!isPolling) expect(dripped.views).toBe(1);
  });

  it('ends in the same state when every frame comes three times', async () => {
    const uncut = await finalState(transport, () => undefined);
    const tripled = await finalState(transport, ({ server }) => {
      server.copies = 3;
    });
    expectSame(tripled, uncut);
    if (!isPolling) expect(tripled.views).toBe(1);
  });

  it('ends in the same state when it is cut again and again', async () => {
    const uncut = await finalState(transport, () => undefined);
    const cut = await finalState(
      transport,
      () => undefined,
      ({ proxy }, views) => {
        if (views < 8) proxy.cutAfter(200 + 90 * views);
      },
    );
    expectSame(cut, uncut);
    expect(cut.views).toBeGreaterThan(4);
  });

  it('notices a connection that stands and is silent, and shows what was being written as interrupted', async () => {
    const run = await start(transport);
    open.push({ close: () => stop(run) });
    run.server.world.do(...MEANWHILE);
    const client = clientOf(run.proxy.url, transport, {
      limits: isPolling ? { pollWaitMs: 50, callTimeoutMs: 150 } : { heartbeatTimeoutMs: 150 },
    });
    open.push(client);
    client.connect();
    await until(client, (state) => isComplete(state, run.server.world));
    run.proxy.freezes = true;
    const broken = await until(client, (state) => state.connection.status === 'reconnecting');
    expect(broken.connection.error?.code).toBe('ConnectionLost');
    expect(broken.drafts.map(({ interrupted }) => interrupted)).toEqual([true]);
    expect(broken.drafts[0]?.text).toBe(FINAL_DRAFT);
    run.proxy.freezes = false;
    const back = await until(client, (state) => isComplete(state, run.server.world));
    expect(back.drafts.map(({ interrupted }) => interrupted)).toEqual([false]);
  });

  it('goes on with a draft at its offset after a cut', async () => {
    const run = await start(transport);
    open.push({ close: () => stop(run) });
    run.server.world.do(...MEANWHILE.slice(0, 4));
    run.client.connect();
    const before = await until(run.client, ({ connection, drafts }) => {
      return connection.status === 'live' && drafts.length === 1;
    });
    run.server.breakLine();
    await until(run.client, ({ drafts }) => drafts[0]?.interrupted === true);
    run.server.world.do(...MEANWHILE.slice(4, 6));
    const after = await until(run.client, ({ drafts }) => drafts[0]?.interrupted === false);
    expect(after.drafts[0]?.text.startsWith(before.drafts[0]?.text ?? '-')).toBe(true);
    expect(after.drafts[0]?.text.length).toBeGreaterThan(before.drafts[0]?.text.length ?? 0);
    expect(after.conversation).toBe(before.conversation);
  });

  it('takes a snapshot when the store was restored, and forgets what is not there any more', async () => {
    const run = await start(transport);
    open.push({ close: () => stop(run) });
    run.server.world.do(...MEANWHILE);
    run.client.connect();
    await until(run.client, (state) => isComplete(state, run.server.world));
    run.server.world.restore('e2', 2);
    run.server.breakLine();
    const restored = await until(run.client, ({ conversation, connection }) => {
      return connection.status === 'live' && conversation?.control.seq === 2;
    });
    expect([...(restored.conversation?.timeline.entries ?? [])]).toHaveLength(1);
    expect(restored.drafts).toEqual([]);
  });

  it('leaves nothing open after close, and goes on where it was after another connect', async () => {
    const run = await start(transport);
    open.push({ close: () => stop(run) });
    run.client.connect();
    run.client.connect();
    await until(run.client, ({ connection }) => connection.status === 'live');
    await expect.poll(() => run.server.openStreams + run.server.openSockets).toBe(1);
    run.client.close();
    expect(run.client.getState().connection).toMatchObject({ status: 'closed', error: null });
    await expect.poll(() => run.server.openStreams + run.server.openSockets).toBe(0);
    run.server.world.do(...MEANWHILE);
    run.client.connect();
    await until(run.client, (state) => isComplete(state, run.server.world));
    if (transport !== 'websocket') {
      expect(run.server.requests.filter((line) => line.includes('sinceSeq=e1-2'))).not.toEqual([]);
    }
  });
});
