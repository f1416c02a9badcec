import { FULL } from '@agent-chat/protocol/test-support';

/** All of `cases` in a full run, else the first of them: each is a process. */
export function sampled<T>(cases: readonly T[], count: number): readonly T[] {
  return FULL ? cases : cases.slice(0, count);
}
