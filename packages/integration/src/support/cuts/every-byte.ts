import type { ChatClient, TransportLimits } from '@agent-chat/client';
import type { FaultProxy } from '@agent-chat/client/test-support';
import { FULL, inLanes, positions, seeded } from '@agent-chat/protocol/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busAgent } from './bus-agent.js';
import { type ProofServer, startProofServer } from './proof-server.js';
import { type Run, recordedRun, type RunOptions, until } from './recorded-run.js';
import { SHARED_STREAM, type TRANSPORTS, type Way } from './ways.js';

// One conversation between a real server and a client, with everything that can be wrong between
// them. What the client shows in the end is compared with what it shows when nothing is wrong.

const LANES = 8;
const DOUBLE_CUTS = FULL ? 2_000 : 8;
/** How many of them have to break something twice: pieces come together, and then a run is shorter. */
const HIT_TWICE = 0.75;
/** How many cuts of one of two tabs have to break something: the other one may lead by then. */
const HIT = 0.75;
/**
 * All that passes from the server, and all that passes to it, heads of HTTP included. A poll is a
 * request, with its head: only the others are this small.
 */
const MAX_BYTES = { down: 8_000, up: 1_600 };
/** A busy machine is no broken line. */
const PATIENT: TransportLimits = {
  heartbeatTimeoutMs: 10_000,
  openingTimeoutMs: 10_000,
  callTimeoutMs: 10_000,
};
const IMPATIENT: TransportLimits = { heartbeatTimeoutMs: 300, openingTimeoutMs: 300, callTimeoutMs: 300 };

/** A run in which something is wrong, and which ends as the one in which nothing is. */
async function expectSame(
  server: ProofServer,
  what: string,
  way: Way,
  uncut: Run,
  options: RunOptions,
): Promise<Run> {
  const run = await recordedRun(server, way, { limits: PATIENT, ...options });
  expect(run.finals, what).toEqual(uncut.finals);
  expect(run.faults, what).toEqual([]);
  const { transport, fallback } = run.connection;
  // What is not the best way says so.
  if (way === 'auto') expect(fallback === null, what).toBe(transport === 'websocket');
  else expect([transport, fallback], what).toEqual([uncut.connection.transport, null]);
  return run;
}

/** What each does where a proxy keeps an answer back until it has ended. */
const BUFFERED: Readonly<Record<(typeof TRANSPORTS)[number], RunOptions & { readonly is: object }>> = {
  websocket: { is: { transport: 'websocket', fallback: null } },
  long_poll: { is: { transport: 'long_poll', fallback: null } },
  // It says what is wrong, and gets on when that is over.
  sse: {
    limits: { ...PATIENT, openingTimeoutMs: 300 },
    async connecting(client: ChatClient, proxy: FaultProxy) {
      const { connection } = await until(client, ({ connection: { error } }) => error !== null);
      expect(connection).toMatchObject({
        status: 'reconnecting',
        error: { code: 'ConnectionLost', details: { silent: true } },
      });
      proxy.buffers = false;
    },
    is: { transport: 'sse', fallback: null },
  },
  auto: {
    limits: { ...PATIENT, openingTimeoutMs: 300 },
    prepare: (proxy) => Object.assign(proxy, { buffers: true, blocksSockets: true }),
    is: { transport: 'long_poll', fallback: { preferred: 'websocket', reason: 'buffered' } },
  },
};

/** What an address leads to, cut at every byte: a file of tests each, as these take as long as all others. */
export function everyByteOver(transport: (typeof TRANSPORTS)[number]): void {
  describe(`over ${transport}`, () => {
    let server: ProofServer;
    let uncut: Run;
    beforeAll(async () => {
      server = await startProofServer(busAgent());
      uncut = await recordedRun(server, transport);
    });
    afterAll(() => server.close());

    const expectSameWith = (what: string, prepare: (proxy: FaultProxy) => void): Promise<Run> =>
      expectSame(server, what, transport, uncut, { prepare });

    it('is all that there is to see in a conversation, and small', () => {
      expect(uncut.faults).toEqual([]);
      expect(uncut.connection).toMatchObject({
        transport: transport === 'auto' ? 'websocket' : transport,
        fallback: null,
      });
      const text = JSON.stringify(uncut.finals);
      for (const seen of ['"kind":"tool"', '"kind":"approval"', '"type":"card"', '"status":"stopped"']) {
        expect(text).toContain(seen);
      }
      if (transport === 'long_poll') return;
      expect(uncut.proxy.passed('down')).toBeLessThanOrEqual(MAX_BYTES.down);
      expect(uncut.proxy.passed('up')).toBeLessThanOrEqual(MAX_BYTES.up);
    });

    it.each(['down', 'up'] as const)(
      'is the same after a cut at any byte on its way %s',
      async (direction) => {
        const random = seeded(transport.length);
        const count = uncut.proxy.passed(direction);
        await inLanes(positions(count, direction === 'down' ? 12 : 5, random), LANES, async (position) => {
          const run = await expectSameWith(`cut at byte ${position}`, (proxy) =>
            proxy.cutAfter(position, direction),
          );
          // Polls come and go, and pieces come together: a run may be a few bytes shorter than another.
          if (position < count * 0.9) expect(run.proxy.cuts(), `cut at byte ${position}`).toBe(1);
        });
      },
      1_800_000,
    );

    it('is the same after two cuts at random bytes', async () => {
      const random = seeded(4_711 + transport.length);
      const pairs = Array.from({ length: DOUBLE_CUTS }, () => [random(), random()] as const);
      let hitTwice = 0;
      await inLanes(pairs, LANES, async ([one, other]) => {
        const count = uncut.proxy.passed();
        const first = 1 + Math.floor(one * count);
        // What comes of any connection, and what the first cut kept back: most of the rest comes again
        // only where that was early.
        const second = 1 + Math.floor(other * (300 + 0.9 * (count - first)));
        const run = await expectSameWith(`cut at bytes ${first} and ${second}`, (proxy) => {
          proxy.cutAfter(first);
          proxy.onCut = () => {
            proxy.onCut = null;
            proxy.cutAfter(second);
          };
        });
        if (run.proxy.cuts() === 2) hitTwice += 1;
      });
      expect(hitTwice / DOUBLE_CUTS).toBeGreaterThanOrEqual(HIT_TWICE);
    }, 3_600_000);

    it.each<[what: string, prepare: (proxy: FaultProxy) => void]>([
      ['it comes byte by byte', (proxy) => Object.assign(proxy, { dripBytes: 1 })],
      ['it comes late', (proxy) => Object.assign(proxy, { delayMs: 7 })],
      ['each frame comes twice', (proxy) => Object.assign(proxy, { doublesFrames: true })],
      ['each request arrives twice', (proxy) => Object.assign(proxy, { doublesRequests: true })],
      [
        'everything at once is wrong',
        (proxy) => {
          Object.assign(proxy, { dripBytes: 3, delayMs: 1, doublesFrames: true, doublesRequests: true });
          proxy.cutAfter(3_000);
        },
      ],
    ])('is the same when %s', async (what, prepare) => {
      await expectSameWith(what, prepare);
    });

    it('is the same when an answer comes once it has ended, where there is a way, and says how it is connected', async () => {
      const { is, ...options } = BUFFERED[transport];
      const prepare = (proxy: FaultProxy): unknown => Object.assign(proxy, { buffers: true });
      const run = await expectSame(server, 'kept back', transport, uncut, { prepare, ...options });
      expect(run.connection).toMatchObject(is);
    });

    it('is the same when it falls silent at any byte, half open', async () => {
      const random = seeded(815 + transport.length);
      await inLanes(
        positions(uncut.proxy.passed(), FULL ? 200 : 2, random, false),
        LANES,
        async (position) => {
          const silent = { prepare: (proxy: FaultProxy) => proxy.haltAfter(position), limits: IMPATIENT };
          await expectSame(server, `silent from byte ${position} on`, transport, uncut, silent);
        },
      );
    }, 3_600_000);
  });
}

/** Two tabs that share a stream, of which the line of the one that leads is cut at every byte. */
export function everyByteOfTwoTabs(): void {
  describe(`over ${SHARED_STREAM}`, () => {
    let server: ProofServer;
    beforeAll(async () => {
      server = await startProofServer(busAgent());
    });
    afterAll(() => server.close());

    it('is the same in both after a cut at any byte of the line of the one that leads', async () => {
      const uncut = await recordedRun(server, SHARED_STREAM);
      expect(uncut.faults).toEqual([]);
      const [first, other] = uncut.finals;
      expect(other).toEqual(first);
      const alone = await recordedRun(server, 'sse');
      expect(alone.finals).toEqual([first]);

      const tried = positions(uncut.proxy.passed('down'), 8, seeded(27));
      let hit = 0;
      await inLanes(tried, LANES, async (position) => {
        const run = await expectSame(server, `cut at byte ${position}`, SHARED_STREAM, uncut, {
          prepare: (proxy) => proxy.cutAfter(position),
        });
        hit += run.proxy.cuts();
      });
      expect(hit / tried.length).toBeGreaterThanOrEqual(HIT);
    }, 3_600_000);
  });
}
