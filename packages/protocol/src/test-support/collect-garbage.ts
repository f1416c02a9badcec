import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects, now, everything that nobody refers to. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
