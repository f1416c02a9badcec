import { windowStartMs } from '@agent-chat/core';
import { escapeIdentifier } from 'pg';
import { describe, expect, it } from 'vitest';
import { openNode, skipReason, temporarySchema, withPool } from './test-support/test-database.js';

const CALLERS = 200;
const NODES = 4;
const WINDOWS = ['total', 'hour', 'day', 'week', 'month'] as const;

describe.skipIf(skipReason)(`the ledger of several nodes${skipReason ? `: ${skipReason}` : ''}`, () => {
  const tenant = 'tenant';
  const money = { meter: 'money', scope: { kind: 'tenant', id: tenant }, window: 'total' } as const;

  it(`never holds more than the cap for ${CALLERS} callers on ${NODES} nodes, whatever they do`, async () => {
    const schema = temporarySchema();
    const nodes = await Promise.all(Array.from({ length: NODES }, () => openNode(schema)));
    const cap = 100;
    let spent = 0;
    let refused = 0;
    let highest = 0;
    let isDone = false;
    const watch = async (): Promise<void> => {
      while (!isDone) {
        const state = await nodes[0]?.ledger.spent({ tenant, ...money });
        highest = Math.max(highest, (state?.spent ?? 0) + (state?.reserved ?? 0));
      }
    };
    const watching = watch();
    try {
      await Promise.all(
        Array.from({ length: CALLERS }, async (_, index) => {
          const ledger = nodes[index % NODES]?.ledger;
          if (ledger === undefined) throw new Error('No node.');
          const run = { ...money, scope: { kind: 'run', id: `run-${index % 7}` } } as const;
          const entries = [
            { ...money, amount: 3, cap },
            { ...run, amount: 3, cap },
          ];
          const result = await ledger.reserve({
            tenant,
            entries: index % 2 === 0 ? entries : entries.toReversed(),
            ttlMs: 600_000,
          });
          if (result.status !== 'reserved') {
            refused += 1;
            return;
          }
          const { reservationId } = result;
          if (index % 3 === 0) {
            await ledger.release({ tenant, reservationId });
            return;
          }
          // Another node settles too, as one does that takes over.
          const actual = [{ meter: 'money', amount: 2 }];
          const other = nodes[(index + 1) % NODES]?.ledger ?? ledger;
          const settlement = { tenant, reservationId, actual };
          const settled = await Promise.all([ledger.settle(settlement), other.settle(settlement)]);
          expect(settled.filter(Boolean)).toHaveLength(1);
          spent += 2;
        }),
      );
    } finally {
      isDone = true;
      await watching;
    }
    expect(await nodes[1]?.ledger.spent({ tenant, ...money })).toEqual({ spent, reserved: 0 });
    expect(highest).toBeLessThanOrEqual(cap);
    expect(refused).toBeGreaterThan(0);
  });

  it('is free again when the node that held it is gone and the time is up', async () => {
    const schema = temporarySchema();
    const one = await openNode(schema);
    const two = await openNode(schema);
    const entries = [{ ...money, amount: 60, cap: 100 }];
    await one.ledger.reserve({ tenant, reservationId: 'step', entries, ttlMs: 300 });
    await one.close();
    expect(await two.ledger.reserve({ tenant, entries, ttlMs: 1_000 })).toMatchObject({ status: 'refused' });
    let result = await two.ledger.reserve({ tenant, entries, ttlMs: 60_000 });
    while (result.status === 'refused') result = await two.ledger.reserve({ tenant, entries, ttlMs: 60_000 });
    expect(
      await two.ledger.settle({ tenant, reservationId: 'step', actual: [{ meter: 'money', amount: 50 }] }),
    ).toBe(true);
    expect(await two.ledger.spent({ tenant, ...money })).toEqual({ spent: 50, reserved: 60 });
  });

  it('cuts time into the windows that the other stores cut it into', async () => {
    const schema = temporarySchema();
    await openNode(schema);
    // Every beginning of an hour that is one of a day, week or month, and the moments around it.
    const times = Array.from({ length: 24 }, (_, month) => Date.UTC(2027, month, 1)).flatMap((first) =>
      [-8, -1, 0, 1, 5].flatMap((day) => [-1, 0, 1].map((ms) => first + day * 86_400_000 + ms)),
    );
    const odd = [0, 1, 951_782_399_999, 1_740_787_199_999, 253_402_300_799_999, 1_767_225_600_123];
    const rows = await withPool(async (pool) => {
      await pool.query(`SET TIME ZONE 'Pacific/Chatham'`);
      const { rows: found } = await pool.query<{ name: (typeof WINDOWS)[number]; at: string; start: string }>(
        `SELECT name, at, ${escapeIdentifier(schema)}.ledger_window_start(name, at) AS start
         FROM unnest($1::text[]) AS name, unnest($2::bigint[]) AS at`,
        [WINDOWS, [...times, ...odd]],
      );
      return found;
    });
    expect(rows).toHaveLength(WINDOWS.length * (times.length + odd.length));
    for (const { name, at, start } of rows)
      expect([name, at, Number(start)]).toEqual([name, at, windowStartMs(name, Number(at))]);
  });
});
