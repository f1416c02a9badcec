import { createMemoryRecordStore, type RecordStore } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { describe, expect, it } from 'vitest';
import { createInterfaceCounter } from './interface-counts.js';

/** A counter whose records are written when its gate opens. */
function counting() {
  const records = createMemoryRecordStore();
  const gate = Promise.withResolvers<void>();
  let isBroken = false;
  const slow: RecordStore = {
    ...records,
    async putIfAbsent(...args) {
      await gate.promise;
      if (isBroken) throw new Error('The disk is full.');
      return records.putIfAbsent(...args);
    },
  };
  const errors: unknown[] = [];
  const clock = createManualClock();
  const onError = (error: unknown) => void errors.push(error);
  const counter = createInterfaceCounter({ records: slow, tenant: 'default', clock, onError });
  return {
    counter,
    clock,
    errors,
    open: gate.resolve,
    breakDown: () => (isBroken = true),
    repair: () => (isBroken = false),
    kept: () => records.get('default', 'interface-counts', 'i1'),
  };
}

describe('the counts of an interface', () => {
  it('are all written when it has closed, also what was being written', async () => {
    const { counter, clock, open, kept } = counting();
    counter.count('i1', 'session', clock.now());
    clock.advance(1_000);
    const closing = counter.close();
    let hasClosed = false;
    void closing.then(() => (hasClosed = true));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(hasClosed).toBe(false);
    open();
    await closing;
    expect(await kept()).toMatchObject({ sessionCount: 1, messageCount: 0 });
  });

  it('are read with what is being written', async () => {
    const { counter, clock, open } = counting();
    counter.count('i1', 'session', clock.now());
    clock.advance(1_000);
    const reading = counter.read('i1');
    open();
    expect(await reading).toMatchObject({ sessionCount: 1 });
  });

  /** Counted while the store was broken, which it is no more. */
  async function failedOnce() {
    const { counter, clock, errors, open, breakDown, repair, kept } = counting();
    open();
    breakDown();
    counter.count('i1', 'message', clock.now());
    clock.advance(1_000);
    await expect.poll(() => errors).toHaveLength(1);
    repair();
    return { counter, clock, kept };
  }

  it('are written a while later where they could not be, also when nobody comes', async () => {
    const { counter, clock, kept } = await failedOnce();
    clock.advance(5_000);
    await expect.poll(kept).toMatchObject({ messageCount: 1 });
    await counter.close();
  });

  it('are written at the end where they could not be before', async () => {
    const { counter, kept } = await failedOnce();
    await counter.close();
    expect(await kept()).toMatchObject({ messageCount: 1 });
  });
});
