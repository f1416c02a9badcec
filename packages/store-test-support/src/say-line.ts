import { writeSync } from 'node:fs';

const STDOUT = 1;
const AGAIN_AFTER_MS = 1;
const nobody = new Int32Array(new SharedArrayBuffer(4));

/**
 * Says a line to whoever started this program, in one system call: it is out before the next step, also
 * when that step is the last. Waits while nobody reads and the pipe is full.
 */
export function sayLine(line: string): void {
  for (;;) {
    try {
      writeSync(STDOUT, `${line}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(nobody, 0, 0, AGAIN_AFTER_MS);
    }
  }
}
