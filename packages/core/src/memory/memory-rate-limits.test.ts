import { createManualClock } from '../testing/manual-clock.js';
import { rateLimitsConformance } from '../testing/rate-limits-conformance.js';
import { createMemoryRateLimits } from './memory-rate-limits.js';

rateLimitsConformance({
  name: 'memory',
  async open() {
    const clock = createManualClock();
    return {
      rateLimits: createMemoryRateLimits({ clock }),
      advance: (ms) => clock.advance(ms),
      close: async () => undefined,
    };
  },
});
