import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendRequest } from '@agent-chat/core';
import { appendOf } from './append-request.js';

const ROUNDS = 5;
const START_MS = Date.UTC(2026, 0, 1);
const TEXT = 'x'.repeat(110); // makes an event of about 200 bytes

/** What is compared, by its name: each does the work once and says how many milliseconds it took. */
export type Contenders = Readonly<Record<string, () => Promise<number>>>;

/** The `n`-th append of a writer to its own conversation, as a command of the orchestrator makes it. */
export function appendOfWriter(writer: number, n: number): AppendRequest {
  const requestId = `request-${writer}-${n}`;
  const request = appendOf({
    conversationId: `conversation-${writer}`,
    expectedSeq: n,
    text: TEXT,
    key: { author: 'visitor', requestId, paramsHash: 'a'.repeat(64), resultJson: `{"seq":${n + 1}}` },
  });
  // Time passes, so that the order of the records changes with each append.
  const updatedAt = new Date(START_MS + n).toISOString();
  return { ...request, record: { ...request.record, updatedAt } };
}

/**
 * Runs the contenders in turns, so that a busy moment of the machine meets all of them. Returns what
 * to print: the median rate of each, and which share of it the first one reaches.
 */
export async function compareRates(title: string, events: number, contenders: Contenders): Promise<string> {
  const rates = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      rates.get(name)?.push(events / ((await run()) / 1_000));
    }
  }
  const lines = [`${title}, median of ${ROUNDS}`];
  const first = medianOf([...rates.values()][0] ?? []);
  for (const [index, [name, values]] of [...rates].entries()) {
    const rate = medianOf(values);
    const share = index === 0 ? '' : `  the first reaches ${((100 * first) / rate).toFixed(0)} %`;
    lines.push(`  ${name.padEnd(24)}${Math.round(rate).toString().padStart(8)} events/s${share}`);
  }
  return lines.join('\n');
}

/** Milliseconds that `work` took. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
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
