import { FULL } from '@agent-chat/protocol/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelRuns, type Reached } from './model-run.js';
import { type ProofServer, startProofServer } from './proof-server.js';
import { createPuppets, type Puppets } from './puppet-agent.js';
import type { Way } from './ways.js';

const RUNS = FULL ? 10_000 : 48;
/** Most of a run is waiting for a socket. */
const LANES = 8;
const SEED = Number(process.env['AGENT_CHAT_TEST_SEED'] ?? 2_026);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Random runs over one way: a file of tests each, as these take as long as all others. */
export function modelRunsOver(way: Way): void {
  let server: ProofServer;
  let puppets: Puppets;
  beforeAll(async () => {
    puppets = createPuppets();
    server = await startProofServer(puppets.agent);
  });
  afterAll(() => server.close());

  it(`${RUNS} random runs of people, agents and a bad line over ${way} end as without the line`, async () => {
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      modelRuns({ server, puppets, way, numRuns: Math.ceil(RUNS / LANES), seed: SEED + lane }),
    );
    const reached = await Promise.all(lanes);
    const share = (of: (one: Reached) => number): number =>
      sum(reached.map(of)) / sum(reached.map(({ runs }) => runs));
    // Runs in which nothing is under way when the line breaks would prove nothing.
    expect(share(({ drafts }) => drafts)).toBeGreaterThan(0.4);
    expect(share(({ interruptions }) => interruptions)).toBeGreaterThan(0.02);
    expect(share(({ doubleCuts }) => doubleCuts)).toBeGreaterThan(0.25);
  }, 3_600_000);
}
