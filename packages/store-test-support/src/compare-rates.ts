import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Short ones, so that a busy moment of the machine meets all contenders alike. */
export const ROUNDS = 34;
/** The first ones do not count: code is compiled, files grow to their size. */
const WARM_UP_ROUNDS = 6;

/** Does the same work as the others, one round after the other. */
export interface Contender {
  /** @param round from 0 to `ROUNDS` - 1 */
  run(round: number): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Runs the contenders in turns. The last one is the floor. Returns what to print: the median rate of
 * each, its processor time, and the median of the shares of the floor that it reached in the same
 * round. With `--expose-gc` nobody pays for the garbage of another.
 *
 * @param count how often a round does what is counted
 */
export async function compareRates(
  title: string,
  count: number,
  contenders: Readonly<Record<string, Contender>>,
): Promise<string> {
  const measured = new Map(Object.keys(contenders).map((name) => [name, [] as Measured[]]));
  for (let round = 0; round < ROUNDS; round++) {
    // Whoever comes first meets another machine than whoever comes last.
    const names = [...measured.keys()];
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      globalThis.gc?.({ type: 'minor', execution: 'sync' });
      const one = await measure(async () => contenders[name]?.run(round));
      if (round >= WARM_UP_ROUNDS) measured.get(name)?.push(one);
    }
  }
  for (const contender of Object.values(contenders)) await contender.close();
  const floor = [...measured.values()].at(-1) ?? [];
  const lines = [`${title}: median of ${ROUNDS - WARM_UP_ROUNDS} rounds of ${count}`];
  for (const [name, rounds] of measured) {
    const rate = Math.round(medianOf(rounds.map(({ ms }) => count / (ms / 1_000))));
    const cpuUs = medianOf(rounds.map(({ cpuMs }) => (1_000 * cpuMs) / count));
    const shares = rounds.map(({ ms }, round) => (floor[round]?.ms ?? ms) / ms);
    const share = rounds === floor ? 'the floor' : `${percent(medianOf(shares))} of the floor`;
    lines.push(
      `  ${name.padEnd(24)}${String(rate).padStart(9)} /s ${cpuUs.toFixed(1).padStart(8)} µs of CPU each  ${share}`,
    );
  }
  return lines.join('\n');
}

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
}

async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1_000 };
}

/** A folder that is removed after `work`. */
export async function inNewFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-chat-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
