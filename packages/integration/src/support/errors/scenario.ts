import type { ErrorCode } from '@agent-chat/protocol';
import type { ErrorWorld, Method, Provocation } from './error-world.js';

/** Brings a world to where a call of the method is answered with a code, and says which call. */
export type Scenario = (world: ErrorWorld, method: Method) => Promise<Provocation>;

/** Where a method has a way of its own, or a code belongs to a few. */
export type OwnScenarios = Partial<Record<`${Method}:${ErrorCode}`, Scenario>>;

/** More than any limit of a payload. */
export const LONG = 'x'.repeat(300_000);

/** Whatever a limit is: as often as may be, and at most `times`. */
export async function untilRefused(times: number, call: (time: number) => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times; time++) {
    try {
      await call(time);
    } catch {
      // What the provocation is going to meet.
      return;
    }
  }
}
