import type { Frame } from '../frames/frame.js';

/**
 * The frames of a subscription, for two kinds of reader: one that awaits each, and one that takes what
 * is there without waiting, as a server with a thousand viewers of one event does. Mixed, they take
 * from the same row of frames. Nothing is read before the first frame is asked for.
 */
export interface FrameStream extends AsyncIterableIterator<Frame, void, undefined> {
  /**
   * The next frame; `null` when there is none now. An event's `data` is parsed when it is looked at:
   * whoever passes its `json` on need not. Use it after `next` has given the first frame.
   * @throws AgentChatError what the subscription cannot go on for
   */
  take(): Frame | null;
  /** Called whenever `take` may have something after it had nothing. There is one listener. */
  onReady(listener: () => void): void;
  /** No frame will come any more. */
  readonly ended: boolean;
  /** Ends it; nobody need read it any more. */
  return(): Promise<IteratorResult<Frame, void>>;
}

/** Whether the frames can be taken without waiting. */
export function isFrameStream(frames: AsyncIterable<Frame>): frames is FrameStream {
  return 'take' in frames && 'onReady' in frames;
}
