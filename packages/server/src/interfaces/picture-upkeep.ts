import { type Clock, createSweeper, type Sweeper } from '@agent-chat/core';
import type { Pictures } from './pictures.js';

const EVERY_MS = 3_600_000;

/** Again and again: pictures that no interface shows any more are removed. */
export function createPictureUpkeep(
  pictures: Pick<Pictures, 'sweep'>,
  clock: Clock,
  onError: (error: unknown) => void,
): Sweeper {
  return createSweeper({
    clock,
    everyMs: EVERY_MS,
    soonMs: EVERY_MS,
    onError,
    async sweep() {
      await pictures.sweep();
    },
  });
}
