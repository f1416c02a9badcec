import { describe, expect, it, vi } from 'vitest';
import { FrameGate } from './frame-gate.js';

describe('FrameGate', () => {
  it('lets no update through in the frame of the one before, nor in the next', async () => {
    const gate = new FrameGate();
    await gate.next();
    gate.use(performance.now());
    let passed = false;
    const second = gate.next().then(() => {
      passed = true;
    });
    await new Promise(requestAnimationFrame);
    expect(passed).toBe(false);
    await second;
    expect(passed).toBe(true);
  });

  it('leaves the page as long as an update took, and a second at most', () => {
    const pausesMs: (number | undefined)[] = [];
    for (const tookMs of [0, 6, 100, 10_000]) {
      vi.spyOn(performance, 'now').mockReturnValue(500 + tookMs);
      const timers = vi.spyOn(window, 'setTimeout').mockReturnValue(0 as never);
      new FrameGate().use(500);
      const afterPaint = timers.mock.lastCall?.[0] as () => void;
      afterPaint();
      pausesMs.push(timers.mock.lastCall?.[1]);
      vi.restoreAllMocks();
    }
    expect(pausesMs).toEqual([24, 18, 100, 1_000]);
  });

  it('goes on in a tab that is not painted', async () => {
    const never = vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
    const gate = new FrameGate();
    gate.use(performance.now());
    await gate.next();
    expect(never).toHaveBeenCalled();
    never.mockRestore();
  });
});
