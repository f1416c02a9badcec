import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { busAgent } from './support/cuts/bus-agent.js';
import { type ProofServer, startProofServer } from './support/cuts/proof-server.js';
import { type Run, recordedRun } from './support/cuts/recorded-run.js';
import type { FaultProxy } from './support/fault-proxy.js';
import { FULL, inLanes, positions, seeded } from './support/seeded.js';

// One conversation between a real server and a client, with everything that can be wrong between
// them. What the client shows in the end is compared with what it shows when nothing is wrong.

const TRANSPORTS = ['sse', 'websocket', 'long_poll'] as const;
const LANES = 8;
const DOUBLE_CUTS = FULL ? 2_000 : 12;
/** How many of them have to break something twice: pieces come together, and then a run is shorter. */
const HIT_TWICE = 0.75;
/**
 * All that passes from the server, and all that passes to it, heads of HTTP included. A poll is a
 * request, with its head: only the others are this small.
 */
const MAX_BYTES = { down: 8_000, up: 1_600 };

let server: ProofServer;
beforeAll(async () => {
  server = await startProofServer(busAgent());
});
afterAll(() => server.close());

describe.each(TRANSPORTS)('over %s', (transport) => {
  let uncut: Run;
  beforeAll(async () => {
    uncut = await recordedRun(server, transport);
  });

  const expectSame = async (what: string, prepare: (proxy: FaultProxy) => void): Promise<Run> => {
    const run = await recordedRun(server, transport, {
      prepare,
      limits: { heartbeatTimeoutMs: 10_000, callTimeoutMs: 10_000 },
    });
    expect(run.final, what).toEqual(uncut.final);
    expect(run.faults, what).toEqual([]);
    return run;
  };

  it('is all that there is to see in a conversation, and small', () => {
    expect(uncut.faults).toEqual([]);
    const text = JSON.stringify(uncut.final);
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
      await inLanes(positions(count, direction === 'down' ? 24 : 10, random), LANES, async (position) => {
        const run = await expectSame(`cut at byte ${position}`, (proxy) =>
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
      const run = await expectSame(`cut at bytes ${first} and ${second}`, (proxy) => {
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
    await expectSame(what, prepare);
  });

  it('is the same when it falls silent at any byte, half open', async () => {
    const random = seeded(815 + transport.length);
    await inLanes(positions(uncut.proxy.passed(), FULL ? 200 : 4, random, false), LANES, async (position) => {
      const run = await recordedRun(server, transport, {
        prepare: (proxy) => proxy.haltAfter(position),
        limits: { heartbeatTimeoutMs: 300, callTimeoutMs: 300 },
      });
      expect(run.final, `silent from byte ${position} on`).toEqual(uncut.final);
    });
  }, 3_600_000);
});
