// What a turn costs over the bare stream of the SDK: in one run, against one model server in a process of
// its own, which needs 400 ms to its first token.
//   npm run bench
// One turn at a time, then 200 at once. The differences are those of the medians; the aim is 10 ms at most,
// to the first token and in total.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Answered, bareStream, type Contender, wholeTurn } from './contenders.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 30);
const WARM_UP_ROUNDS = 5;
const AT_ONCE = Number(process.env['TURNS'] ?? 200);
const ROUNDS_AT_ONCE = 6;

interface Measured {
  readonly answers: readonly Answered[];
  readonly cpuMs: number;
}

async function measure(contender: Contender, count: number): Promise<Measured> {
  const questions: (() => Promise<Answered>)[] = [];
  for (let n = 0; n < count; n += 1) questions.push(await contender.prepare());
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
  const cpu = process.cpuUsage();
  const answers = await Promise.all(questions.map((ask) => ask()));
  const { user, system } = process.cpuUsage(cpu);
  return { answers, cpuMs: (user + system) / 1_000 / count };
}

function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0;
}

async function compare(
  title: string,
  contenders: Readonly<Record<string, Contender>>,
  options: {
    readonly atOnce: number;
    readonly rounds: number;
    readonly warmUp: number;
  },
): Promise<void> {
  const { atOnce, rounds, warmUp } = options;
  const measured = new Map(Object.keys(contenders).map((name) => [name, [] as Measured[]]));
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const all = Object.entries(contenders);
    // Whoever comes first meets another machine than whoever comes last.
    for (const [name, contender] of round % 2 === 0 ? all : all.toReversed()) {
      const one = await measure(contender, atOnce);
      if (round >= warmUp) measured.get(name)?.push(one);
    }
  }
  console.log(`${title}: ${rounds} rounds`);
  let floor: Record<keyof Answered, number> | null = null;
  for (const [name, all] of measured) {
    const answers = all.flatMap((one) => one.answers);
    const medians = { firstTokenMs: 0, totalMs: 0 };
    const told: string[] = [];
    for (const [key, label] of [
      ['firstTokenMs', 'first token'],
      ['totalMs', 'total'],
    ] as const) {
      const values = answers.map((answer) => answer[key]);
      medians[key] = quantileOf(values, 0.5);
      const more = floor === null ? '' : ` (${signed(medians[key] - floor[key])})`;
      told.push(`${label} ${medians[key].toFixed(1)} ms${more}, p99 ${quantileOf(values, 0.99).toFixed(1)}`);
    }
    const cpu = quantileOf(
      all.map(({ cpuMs }) => cpuMs),
      0.5,
    );
    console.log(`  ${name.padEnd(16)}${told.join('; ')}; ${cpu.toFixed(2)} ms of CPU each`);
    floor ??= medians;
  }
}

const signed = (ms: number): string => `${ms >= 0 ? '+' : ''}${ms.toFixed(1)} ms`;

const server = spawn(
  process.execPath,
  [...process.execArgv, fileURLToPath(new URL('model-server.ts', import.meta.url))],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
const port = Number(line);
const contenders = { 'the bare stream': bareStream(port), 'a turn': wholeTurn(port) };
await compare('One turn at a time', contenders, { atOnce: 1, rounds: ROUNDS, warmUp: WARM_UP_ROUNDS });
await compare(`${AT_ONCE} turns at once`, contenders, { atOnce: AT_ONCE, rounds: ROUNDS_AT_ONCE, warmUp: 1 });
for (const contender of Object.values(contenders)) await contender.close();
server.stdin.end();
