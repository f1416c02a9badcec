import { appendOf, readTexts } from '@agent-chat/store-test-support';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Durability } from './open/open-database.js';
import { createSqliteStore } from './sqlite-store.js';
import { randomOf } from './test-support/random.js';
import { runChild } from './test-support/run-child.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const FULL = process.env['AGENT_CHAT_TEST'] === 'full';
const ACKNOWLEDGEMENTS = FULL ? 5_000 : 300;
const CUTS = FULL ? 600 : 40;
const SEED = 7_003;

/** Installed, and allowed to trace here. */
const HAS_STRACE = spawnSync('strace', ['--seccomp-bpf', '-f', '-o', '/dev/null', 'true']).status === 0;

/** A killed process proves nothing about power: only the system calls show what was flushed when. */
describe.skipIf(!HAS_STRACE)('an acknowledged append (needs strace)', () => {
  /** How many acknowledgements left the process after, and before, the flush of what they stand for. */
  async function traceAcknowledgements(durability: Durability) {
    const folder = temporaryFolder();
    const trace = join(folder, 'trace');
    const calls = 'trace=pwrite64,fsync,fdatasync,write';
    const tracer = ['strace', '--seccomp-bpf', '-f', '-y', '-s', '16', '-e', calls, '-o', trace];
    const child = runChild('append-for-ever.ts', [join(folder, 'data'), durability, '0', '0', '0'], tracer);
    let read = 0;
    for await (const _line of child.lines) {
      read += 1;
      if (read === ACKNOWLEDGEMENTS) child.process.stdin.end();
    }
    await child.ended;

    let isFlushed = true;
    const counts = { flushed: 0, unflushed: 0 };
    for (const call of readFileSync(trace, 'utf8').split('\n')) {
      if (/pwrite64\(\d+<[^>]*-wal>/.test(call)) isFlushed = false;
      else if (/f(?:data)?sync\(\d+<[^>]*-wal>/.test(call)) isFlushed = true;
      else if (/ write\(1<[^>]*>, "\d+ \d+\\n/.test(call)) counts[isFlushed ? 'flushed' : 'unflushed'] += 1;
    }
    return counts;
  }

  it('has been flushed to the disk when durability is full', async () => {
    const { flushed, unflushed } = await traceAcknowledgements('full');
    expect(unflushed).toBe(0);
    expect(flushed).toBeGreaterThanOrEqual(ACKNOWLEDGEMENTS);
  }, 120_000);

  it('has mostly not been when durability is normal, which shows that this test can tell', async () => {
    const { flushed, unflushed } = await traceAcknowledgements('normal');
    expect(unflushed).toBeGreaterThan(flushed);
  }, 120_000);
});

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

    const random = randomOf(SEED);
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
