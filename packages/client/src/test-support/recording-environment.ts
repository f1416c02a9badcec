import { type ClientEnvironment, platformEnvironment } from '../environment.js';

/** Lets no time pass, and remembers for how long the client would have waited. */
export interface RecordingEnvironment extends ClientEnvironment {
  readonly delays: number[];
}

/** Chance is at its worst for the server: every pause is the longest that it can be. */
export function recordingEnvironment(): RecordingEnvironment {
  const delays: number[] = [];
  let skippedMs = 0;
  return {
    ...platformEnvironment(),
    delays,
    now: () => Date.now() + skippedMs,
    random: () => 0.999,
    after(delayMs, callback) {
      const timer = setTimeout(() => {
        delays.push(delayMs);
        skippedMs += delayMs;
        callback();
      }, 0);
      return () => clearTimeout(timer);
    },
  };
}
