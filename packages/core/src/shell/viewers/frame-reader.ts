import type { Frame } from '@agent-chat/protocol';

/** Gives frames one by one, and never waits for one. */
export interface FrameReader {
  /** The next frame; `null`: there is none now. @throws what it cannot go on for */
  take(): Frame | null;
  /** There will be none any more. */
  readonly isOver: boolean;
}
