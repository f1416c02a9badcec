// A conversation of 10,000 messages in a real Chromium: opening it, scrolling, writing on, memory.
// `node packages/elements/bench/long-list.ts` ends with 1 when a limit is missed;
// `--minutes=10` streams for that long instead of one minute.
import { fileURLToPath } from 'node:url';
import { openPage } from './chromium-page.mjs';
import { atMost, holdFrames, median, miss } from './limits.ts';

const MESSAGES = 10_000;
const ROUNDS = 5;
const minutes = Number(/--minutes=([\d.]+)/.exec(process.argv.join(' '))?.[1] ?? 1);
const chromium = await openPage(fileURLToPath(new URL('long-list-page.ts', import.meta.url)), (message) =>
  miss(`no error in the page: ${message}`),
);
const { page, cpuOf, heapMb } = chromium;
try {
  const open = (): Promise<number> => cpuOf(() => page.evaluate(() => window.listBench.open()));
  const prepare = (messages: number, hasWork = false): Promise<number> =>
    page.evaluate(([count, work]) => window.listBench.prepare(count, work), [messages, hasWork] as const);
  /** A page with nothing in it that has been used. */
  const fresh = async (messages: number, hasWork = false): Promise<number> => {
    await page.reload();
    await page.waitForFunction(() => 'listBench' in window);
    return prepare(messages, hasWork);
  };

  for (const hasWork of [false, true]) {
    const what = hasWork ? 'messages with the work of agents' : 'messages';
    const firstTimes: number[] = [];
    for (let round = 0; round < 3; round++) {
      const entries = await fresh(MESSAGES, hasWork);
      if (round === 0) {
        console.log(`${MESSAGES} ${what} (${entries} entries), from the snapshot until painted (ms of CPU)`);
      }
      firstTimes.push(await open());
    }
    atMost('opened for the first time in a page, best of 3', Math.min(...firstTimes), 500);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await page.evaluate(() => window.listBench.close());
      times.push(await open());
    }
    console.log(`     once more, median: ${median(times).toFixed(0)}`);
    atMost('nodes of the DOM in the list', await page.evaluate(() => window.listBench.nodes()), 1_500);
    await page.evaluate(() => window.listBench.forget());
    atMost('heap of the page, MB', await heapMb(), 40);
  }

  for (const pxPerS of [1_500, 6_000]) {
    const runs: { plain: number; cpu: number; blank: number; longestMs: number; fps: number }[] = [];
    for (let round = 0; round < 3; round++) {
      const plain = await page.evaluate((speed) => window.listBench.scrollText(speed, 1), pxPerS);
      let run = { fps: NaN, blank: NaN, longestMs: NaN };
      const cpu = await cpuOf(async () => {
        run = await page.evaluate((speed) => window.listBench.scroll(speed, 3), pxPerS);
      });
      runs.push({ ...run, plain, cpu: cpu / 3_000 });
    }
    const usual = (key: keyof (typeof runs)[number]): number => median(runs.map((run) => run[key]));
    const worst = (key: keyof (typeof runs)[number]): number => Math.max(...runs.map((run) => run[key]));
    const [fps, longestMs] = [usual('fps').toFixed(0), usual('longestMs').toFixed(0)];
    console.log(
      `     scrolled by ${pxPerS} px a second: ${fps} frames a second, longest task ${longestMs} ms (medians)`,
    );
    holdFrames(usual('fps'), usual('plain'));
    atMost('share of the main thread', usual('cpu'), 0.6);
    atMost('pixels that were empty, the worst of 3', worst('blank'), 0);
  }
  atMost('nodes of the DOM after that', await page.evaluate(() => window.listBench.nodes()), 1_500);

  console.log('One more piece of an answer, at 10 and at 10,000 messages');
  const rows: Record<number, number[]> = { 10: [], [MESSAGES]: [] };
  const events: Record<number, number[]> = { 10: [], [MESSAGES]: [] };
  const painted: Record<number, number[]> = { 10: [], [MESSAGES]: [] };
  for (let round = 0; round < 4; round++) {
    for (const messages of [10, MESSAGES]) {
      await prepare(messages);
      await open();
      const row = await page.evaluate(() => window.listBench.rows(20));
      const event = await page.evaluate(() => window.listBench.events(20));
      const cpu = (await cpuOf(() => page.evaluate(() => window.listBench.stream(120)))) / 120;
      if (round === 0) continue; // for the compiler
      rows[messages]?.push(row);
      events[messages]?.push(event);
      painted[messages]?.push(cpu);
    }
  }
  const best = (of: Record<number, number[]>, messages: number): number => Math.min(...(of[messages] ?? []));
  const report = (what: string, unit: string, of: Record<number, number[]>): number => {
    console.log(`     ${what}: ${best(of, 10).toFixed(2)} and ${best(of, MESSAGES).toFixed(2)} ${unit}`);
    return best(of, MESSAGES) / best(of, 10);
  };
  atMost('the rows, x ten messages', report('state and rows', 'µs', rows), 1.5);
  atMost('until it is painted, x ten messages', report('until it is painted', 'ms of CPU', painted), 1.5);
  report('one more message in the log, to the rows', 'µs', events);

  console.log(`Answers for ${minutes} minute(s), one after the other`);
  await fresh(MESSAGES);
  await open();
  await page.evaluate(() => window.listBench.forget());
  // The compiler and the first answers are memory too, but do not grow.
  await page.evaluate(() => window.listBench.answers(20));
  const heapBefore = await heapMb();
  const nodesBefore = await page.evaluate(() => window.listBench.nodes());
  const seconds = minutes * 60;
  const pieces = await page.evaluate((duration) => window.listBench.answers(duration), seconds);
  const heapAfter = await heapMb();
  console.log(
    `     ${pieces} pieces; heap ${heapBefore.toFixed(1)} MB before, ${heapAfter.toFixed(1)} MB after; ` +
      `${nodesBefore} nodes before, ${await page.evaluate(() => window.listBench.nodes())} after`,
  );
  // The log itself grows, by some messages a minute.
  atMost('MB that the heap grew a minute', (heapAfter - heapBefore) / minutes, 0.2);
  atMost('nodes of the DOM in the end', await page.evaluate(() => window.listBench.nodes()), 1_500);
} finally {
  await chromium.close();
}
