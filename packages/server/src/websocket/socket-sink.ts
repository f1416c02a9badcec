import type { Frame } from '@agent-chat/protocol';
import type { FrameEncoder } from '../streams/frame-encoder.js';
import type { FrameSink } from '../streams/pump-frames.js';
import type { SocketFlow } from './socket-flow.js';
import type { SocketPeer } from './socket-peer.js';

export interface SocketSinkOptions {
  readonly peer: SocketPeer;
  readonly encoder: FrameEncoder;
  readonly flow: SocketFlow;
  readonly send: (text: string) => void;
  /** Up to so many bytes may be on their way before a frame is written. */
  readonly roomBytes: number;
}

/** The frames of one subscription on a WebSocket. */
export class SocketSink implements FrameSink {
  readonly #peer: SocketPeer;
  readonly #roomBytes: number;
  readonly #encoder: FrameEncoder;
  readonly #subscriptionId: string;
  readonly #options: SocketSinkOptions;

  constructor(subscriptionId: string, options: SocketSinkOptions) {
    this.#peer = options.peer;
    this.#roomBytes = options.roomBytes;
    this.#encoder = options.encoder;
    this.#subscriptionId = subscriptionId;
    this.#options = options;
  }

  hasRoom(): boolean {
    return this.#peer.bufferedAmount <= this.#roomBytes;
  }

  whenRoom(): Promise<boolean> {
    return this.#options.flow.whenRoom();
  }

  write(frame: Frame, isShared: boolean): void {
    if (!isShared) {
      this.#options.send(this.#encoder.notification(this.#subscriptionId, frame));
      return;
    }
    const peer = this.#peer;
    const message = this.#encoder.sharedNotification(this.#subscriptionId, frame);
    if (peer.sendShared === undefined) peer.send(message.text);
    else peer.sendShared(message);
    if (peer.bufferedAmount > this.#roomBytes) this.#options.flow.sent();
  }

  flush(): void {}
}
