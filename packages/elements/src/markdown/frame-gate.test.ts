import { describe, expect, it, vi } from 'vitest';
import { FrameGate } from './frame-gate.js';

describe('FrameGate', () => {
  it('lets no update through in the frame of the one before, nor in the next', async () => {
    const gate = new FrameGate();
    await gate.next();
    gate.use();
    let passed = false;
    const second = gate.next().then(() => {
      passed = true;
    });
    await new Promise(requestAnimationFrame);
    expect(passed).toBe(false);
    await second;
    expect(passed).toBe(true);
  });

  it('goes on in a tab that is not painted', async () => {
    const never = vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0);
    const gate = new FrameGate();
    gate.use();
    await gate.next();
    expect(never).toHaveBeenCalled();
    never.mockRestore();
  });
});
