// Streaming markdown in a real Chromium, beside the `streaming-markdown` package. All figures are
// CPU time of the main thread, or the best of several runs, and all limits are ratios or far from
// what is measured. `node packages/elements/bench/markdown.ts` ends with 1 when one is missed.
import { fileURLToPath } from 'node:url';
import { slowMarkdown } from '../../../tools/markdown-cases.mjs';
import { SLOW_OF_OUR_OWN } from '../src/test-support/slow-markdown.ts';
import { openPage } from './chromium-page.mjs';
import { allAtMost, atMost, holdFrames, median, miss } from './limits.ts';
import type { Name } from './markdown-page.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** At this pace the answer of the other figures takes 25 s. */
const SECONDS = Number(process.env['SECONDS'] ?? 25);
/** Long enough to count the frames of plain text, which get no dearer. */
const PLAIN_SECONDS = Math.min(SECONDS, 5);
const PACED_ROUNDS = Math.min(ROUNDS, 3);
const BOTH = ['ours', 'streaming-markdown'] as const;
const ALL = [...BOTH, 'plain text'] as const;

const isSteep = (once: number, twice: number): boolean => twice > 10 && twice / once > 2.3;

const chromium = await openPage(fileURLToPath(new URL('markdown-page.ts', import.meta.url)), (message) =>
  miss(`no error in the page: ${message}`),
);
const { page, cpuOf, slowDown } = chromium;
try {
  console.log('20,000 characters in 5,000 appends, each in a task of its own (ms of CPU)');
  const fast: Record<Name, number[]> = { ours: [], 'streaming-markdown': [], 'plain text': [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of ALL) {
      const cpu = await cpuOf(() => page.evaluate((which) => window.bench.asFastAsPossible(which), name));
      if (round > 0) fast[name].push(cpu); // the first is for the compiler
    }
  }
  for (const [name, values] of Object.entries(fast))
    console.log(`     ${name}: ${median(values).toFixed(0)}`);
  atMost(
    'as fast as possible, x streaming-markdown',
    median(fast.ours) / median(fast['streaming-markdown']),
    1.5,
  );

  console.log('The same, every append read and shown at once, without frames (ms, best)');
  const each: Record<'ours' | 'streaming-markdown', { all: number; first: number; last: number }[]> = {
    ours: [],
    'streaming-markdown': [],
  };
  for (let round = 0; round <= 6 * ROUNDS; round++) {
    for (const name of BOTH) {
      const taken = await page.evaluate((which) => window.bench.everyAppend(which), name);
      if (round > 0) each[name].push(taken);
    }
  }
  const best = (name: 'ours' | 'streaming-markdown', part: 'all' | 'first' | 'last'): number =>
    Math.min(...each[name].map((taken) => taken[part]));
  for (const name of BOTH) {
    console.log(
      `     ${name}: ${best(name, 'all').toFixed(0)}, first tenth ${best(name, 'first').toFixed(1)}, last tenth ${best(name, 'last').toFixed(1)}`,
    );
  }
  // Run by run, as both ends of a run meet the same machine.
  atMost(
    'the last tenth of the appends, x the first',
    median(each.ours.map(({ first, last }) => last / first)),
    1.3,
  );

  for (const slowdown of [1, 4]) {
    console.log(`200 appends a second for ${SECONDS} s, CPU slowed ${slowdown}x (ms of CPU, median)`);
    await slowDown(slowdown);
    type Round = { cpu: number; longestMs: number; frames: number };
    const rounds: Record<Name, Round[]> = { ours: [], 'streaming-markdown': [], 'plain text': [] };
    for (let round = 0; round < PACED_ROUNDS; round++) {
      for (const name of ALL) {
        const seconds = name === 'plain text' ? PLAIN_SECONDS : SECONDS;
        let seen = { longestMs: NaN, frames: NaN };
        const cpu = await cpuOf(async () => {
          seen = await page.evaluate(([which, duration]) => window.bench.atSteadyRate(which, duration), [
            name,
            seconds,
          ] as const);
        });
        rounds[name].push({ cpu, ...seen });
      }
    }
    const usual = (name: Name, figure: keyof Round): number =>
      median(rounds[name].map((round) => round[figure]));
    for (const name of BOTH) {
      const [cpu, frames, longestMs] = (['cpu', 'frames', 'longestMs'] as const).map((figure) =>
        usual(name, figure).toFixed(0),
      );
      console.log(`     ${name}: ${cpu}, ${frames} frames a second, longest task ${longestMs} ms`);
    }
    const longest = (name: Name): number => Math.max(...rounds[name].map(({ longestMs }) => longestMs));
    atMost('the longest task, ms', usual('ours', 'longestMs'), 50);
    // What is as long for the other is the machine's.
    atMost('the longest of all rounds, ms', longest('ours'), Math.max(50, longest('streaming-markdown')));
    atMost(
      'CPU at a steady rate, x streaming-markdown',
      usual('ours', 'cpu') / usual('streaming-markdown', 'cpu'),
      1,
    );
    holdFrames(usual('ours', 'frames'), usual('plain text', 'frames'));
  }
  await slowDown(1);

  const ofOthers = slowMarkdown();
  if (ofOthers === null) console.log('The slow texts of the corpora are not here: only our own are read.');
  const slowTexts = [...SLOW_OF_OUR_OWN, ...(ofOthers ?? [])];

  console.log('100 kB of markdown that is slow to read (ms, best)');
  const readIn = new Map<string, number>();
  const steepness = new Map<string, number>();
  for (const slow of slowTexts) {
    const read = (length: number): Promise<number> =>
      page.evaluate(([each, wanted, rounds]) => window.bench.read(each, wanted, rounds), [
        slow,
        length,
        2 * ROUNDS,
      ] as const);
    let once = await read(100_000);
    let twice = await read(200_000);
    // Whatever else runs can only add: what looks too slow is measured again.
    for (let again = 0; again < 5 && (once > 100 || isSteep(once, twice)); again++) {
      once = Math.min(once, await read(100_000));
      twice = Math.min(twice, await read(200_000));
    }
    console.log(`     ${slow.name}: ${once.toFixed(1)}, doubled ${twice.toFixed(1)}`);
    readIn.set(slow.name, once);
    // A few milliseconds are noise.
    steepness.set(slow.name, twice <= 10 ? 1 : twice / once);
  }
  allAtMost('the slowest, ms', readIn, 100);
  allAtMost('the steepest, doubled', steepness, 2.3);

  for (const way of ['at once', 'in pieces'] as const) {
    console.log(`The same, shown ${way} (ms of CPU)`);
    const shownIn = new Map<string, number>();
    for (const slow of slowTexts) {
      let longestMs = NaN;
      const cpu = await cpuOf(async () => {
        longestMs = await page.evaluate(([each, how]) => window.bench.show(each, 100_000, how), [
          slow,
          way,
        ] as const);
      });
      console.log(`     ${slow.name}: ${cpu.toFixed(0)}, longest task ${longestMs} ms`);
      shownIn.set(slow.name, cpu);
    }
    allAtMost(`the dearest ${way}, ms of CPU`, shownIn, 2_000);
  }
} finally {
  await chromium.close();
}
