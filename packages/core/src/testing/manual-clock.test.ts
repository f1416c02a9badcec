import { describe, expect, it } from 'vitest';
import { createManualClock } from './manual-clock.js';

describe('a manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = createManualClock(1_000);
    expect(clock.now()).toBe(1_000);
    clock.advance(250);
    expect(clock.now()).toBe(1_250);
  });

  it('calls what falls due in order, each at its own time, also what such a call adds', () => {
    const clock = createManualClock(0);
    const calls: string[] = [];
    const note = (name: string) => calls.push(`${name} at ${clock.now()}`);
    clock.after(30, () => note('third'));
    clock.after(10, () => {
      note('first');
      clock.after(10, () => note('second'));
    });
    clock.after(101, () => note('too late'));
    clock.advance(100);
    expect(calls).toEqual(['first at 10', 'second at 20', 'third at 30']);
    expect(clock.now()).toBe(100);
  });

  it('does not call what was cancelled', () => {
    const clock = createManualClock();
    let called = false;
    clock.after(10, () => {
      called = true;
    })();
    clock.advance(10);
    expect(called).toBe(false);
  });
});
