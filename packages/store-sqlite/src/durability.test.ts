import { FULL, seededBelow } from '@agent-chat/protocol/test-support';
import { appendOf, readTexts } from '@agent-chat/store-test-support';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Durability } from './open/open-database.js';
import { createSqliteStore } from './sqlite-store.js';
import { runChild } from './test-support/run-child.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const ACKNOWLEDGEMENTS = FULL ? 5_000 : 300;
const CUTS = FULL ? 600 : 40;
const SEED = 7_003;

/** Installed, and allowed to trace here. */
const HAS_STRACE = spawnSync('strace', ['--seccomp-bpf', '-f', '-o', '/dev/null', 'true']).status === 0;

/** A killed process proves nothing about power: only the system calls show what was flushed when. */
describe.skipIf(!HAS_STRACE)('an acknowledged append (needs strace)', () => {
  /** How many acknowledgements left the process after, and before, the flush of what they stand for. */
  async function traceAcknowledgements(durability: Durability, writers: number) {
    const folder = temporaryFolder();
    const trace = join(folder, 'trace');
    const calls = 'trace=pwrite64,fsync,fdatasync,write';
    const tracer = ['strace', '--seccomp-bpf', '-f', '-y', '-s', '4200', '-e', calls, '-o', trace];
    const firsts = Array.from({ length: writers }, () => '0');
    const args = [join(folder, 'data'), durability, String(writers), ...firsts];
    const child = runChild('append-for-ever.ts', args, tracer);
    let read = 0;
    for await (const _line of child.lines) {
      read += 1;
      if (read === ACKNOWLEDGEMENTS) child.process.stdin.end();
    }
    await child.ended;
    return countAcknowledgements(readFileSync(trace, 'utf8'));
  }

  it.each([3, 48])(
    'has been flushed to the disk when durability is full, with %i writers at once',
    async (writers) => {
      const { flushed, unflushed, writingThreads } = await traceAcknowledgements('full', writers);
      expect(unflushed).toBe(0);
      expect(flushed).toBeGreaterThanOrEqual(ACKNOWLEDGEMENTS);
      // Many are written by a thread of their own.
      expect(writingThreads).toBe(writers > 3 ? 2 : 1);
    },
    120_000,
  );

  it.each([3, 48])(
    'has mostly not been when durability is normal, which shows that this test can tell, with %i writers',
    async (writers) => {
      const { flushed, unflushed } = await traceAcknowledgements('normal', writers);
      expect(unflushed).toBeGreaterThan(flushed);
    },
    120_000,
  );
});

/**
 * Reads a trace of several threads: an operation, `<writer> <number>`, is in the pages that are
 * written to the log, and on the disk when a flush that began after that has returned.
 */
function countAcknowledgements(trace: string) {
  const written = new Set<string>();
  const flushed = new Set<string>();
  /** What a flush that has not returned will have brought to the disk, by thread. */
  const flushing = new Map<string, readonly string[]>();
  const writers = new Set<string>();
  const counts = { flushed: 0, unflushed: 0 };
  for (const line of trace.split('\n')) {
    const thread = line.slice(0, line.indexOf(' '));
    if (/pwrite64\(\d+<[^>]*-wal>/.test(line)) {
      writers.add(thread);
      for (const [operation] of line.matchAll(/(?<!\d)\d+ \d+(?!\d)/g)) written.add(operation);
    } else if (/f(?:data)?sync\(\d+<[^>]*-wal>/.test(line)) {
      flushing.set(thread, [...written]);
      written.clear();
    }
    if (/f(?:data)?sync.* = 0$/.test(line)) {
      for (const operation of flushing.get(thread) ?? []) flushed.add(operation);
      flushing.delete(thread);
    }
    const acknowledged = / write\(1<[^>]*>, "(\d+ \d+)\\n/.exec(line)?.[1];
    if (acknowledged !== undefined) counts[flushed.has(acknowledged) ? 'flushed' : 'unflushed'] += 1;
  }
  return { ...counts, writingThreads: writers.size };
}

describe('a write-ahead log that lost its end', () => {
  it(`opens as a prefix of the events, whole and ready to go on, at ${CUTS} cuts (seed ${SEED})`, async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source');
    const store = await createSqliteStore({ folder: source });
    const texts: string[] = [];
    for (let index = 0; index < 60; index++) {
      texts.push(`event ${index} ${'z'.repeat((index * 211) % 3_000)}`);
      await store.events.append(
        appendOf({ conversationId: 'one', expectedSeq: index, text: texts[index] ?? '' }),
      );
    }
    // As the disk would hold it if the power went now: nothing has been brought into the database.
    const database = join(folder, 'database');
    const wal = join(folder, 'wal');
    copyFileSync(join(source, 'agent-chat.db'), database);
    copyFileSync(join(source, 'agent-chat.db-wal'), wal);
    await store.close();

    const random = seededBelow(SEED);
    const walBytes = readFileSync(wal).length;
    const cuts = Array.from({ length: CUTS }, () => random(walBytes)).sort((a, b) => a - b);
    let longest = 0;
    for (const cut of [...cuts, walBytes]) {
      const copy = join(folder, `cut-${cut}`);
      mkdirSync(copy);
      copyFileSync(database, join(copy, 'agent-chat.db'));
      copyFileSync(wal, join(copy, 'agent-chat.db-wal'));
      tearAt(join(copy, 'agent-chat.db-wal'), cut, random(2) === 0 && cut < walBytes);

      const reopened = await createSqliteStore({ folder: copy });
      const found = await readTexts(reopened.events, 'one');
      expect(found).toEqual(texts.slice(0, found.length));
      expect(found.length).toBeGreaterThanOrEqual(longest);
      longest = found.length;
      const record = await reopened.events.getRecord('default', 'one');
      expect(record === null ? { head: 0 } : record).toMatchObject({ head: found.length });
      const next = appendOf({ conversationId: 'one', expectedSeq: found.length, text: 'goes on' });
      expect(await reopened.events.append(next)).toEqual({ status: 'appended' });
      await reopened.close();
    }
    expect(longest).toBe(texts.length);
  }, 300_000);
});

/** Cuts the file, or leaves what a disk may leave there instead: noise. */
function tearAt(file: string, bytes: number, withNoise: boolean): void {
  if (withNoise) {
    const content = readFileSync(file);
    content.fill(0x5a, bytes);
    writeFileSync(file, content);
  } else {
    truncateSync(file, bytes);
  }
}
