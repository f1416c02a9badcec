import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import type { LedgerWindow } from '../../ledger/window.js';
import { createMemoryLedger } from '../../memory/memory-ledger.js';
import type { Ledger, LedgerAccount, LedgerEntry } from '../../ports/ledger.js';
import { createManualClock } from '../manual-clock.js';
import { randomOf } from '../random.js';
import type { LedgerUnderTest } from './ledger-under-test.js';

const HISTORIES = 12;
const STEPS = 100;
const WINDOWS: readonly LedgerWindow[] = ['total', 'hour', 'day', 'week', 'month', { slidingSeconds: 1_500 }];
const METERS = ['money', 'tokens'];

type Step = (ledger: Ledger) => Promise<unknown>;

/** The ledger answers random histories as the memory ledger does; the seed names the case. */
export function describeRandomHistories(subject: LedgerUnderTest): void {
  describe('random histories', () => {
    it.each(Array.from({ length: HISTORIES }, (_, index) => index + 1))(
      'of seed %i are answered as the model answers them',
      async (seed) => {
        const random = randomOf(seed);
        const clock = createManualClock();
        const model = createMemoryLedger({ clock });
        for (let index = 0; index < STEPS; index++) {
          const ms = random(3) === 0 ? random(random(8) === 0 ? 20 * 86_400_000 : 1_000_000) : 0;
          clock.advance(ms);
          subject.clock.advance(ms);
          const step = randomStep(random, clock.now());
          expect(await answer(step(subject.ledger)), `step ${index}`).toEqual(await answer(step(model)));
        }
      },
    );
  });
}

function randomStep(random: (below: number) => number, nowMs: number): Step {
  const tenant = random(5) === 0 ? 'another' : 'tenant';
  const number = random(12);
  const reservationId = `reservation-${number}`;
  const ttlMs = 1 + random(2_000_000);
  // Nearly always those that belong to the id, so that a retry is one.
  const entries = randomEntries(random(8) === 0 ? random : randomOf(number));

  switch (random(8)) {
    case 0:
    case 1:
    case 2:
      return (ledger) => ledger.reserve({ tenant, reservationId, entries, ttlMs });
    case 3:
    case 4: {
      const meters = [...new Set(entries.map(({ meter }) => meter))].slice(0, 1 + random(4));
      const actual = meters.map((meter) => ({ meter, amount: random(10) }));
      return (ledger) => ledger.settle({ tenant, reservationId, actual });
    }
    case 5:
      return (ledger) => ledger.release({ tenant, reservationId });
    case 6: {
      const recordId = `record-${number}`;
      return (ledger) => ledger.record({ tenant, recordId, entries });
    }
    default: {
      const account = randomAccount(random);
      const atMs = random(2) === 0 ? { atMs: nowMs - random(40 * 86_400_000) } : {};
      return (ledger) => ledger.spent({ tenant, ...account, ...atMs });
    }
  }
}

function randomEntries(random: (below: number) => number): readonly LedgerEntry[] {
  return Array.from({ length: 1 + random(3) }, () => ({
    ...randomAccount(random),
    amount: random(20),
    cap: 20 + random(60),
  }));
}

function randomAccount(random: (below: number) => number): LedgerAccount {
  return {
    meter: METERS[random(METERS.length)] ?? '',
    scope: { kind: random(2) === 0 ? 'run' : 'campaign', id: `scope-${random(2)}` },
    window: WINDOWS[random(WINDOWS.length)] ?? 'total',
  };
}

/** What it resolves with, or the code that it rejects with. */
async function answer(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    if (AgentChatError.isInstance(error)) return error.code;
    throw error;
  }
}
