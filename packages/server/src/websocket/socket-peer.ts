/** A message for many peers: the same object for each, so that an adapter can keep what it makes of it. */
export interface SharedMessage {
  readonly text: string;
}

/** The other end of a WebSocket, as an adapter for some platform provides it. */
export interface SocketPeer {
  send(text: string): void;
  /** The same for a message that other peers get too. Default: `send(message.text)`. */
  sendShared?(message: SharedMessage): void;
  /** Bytes given to `send` that have not left yet. */
  readonly bufferedAmount: number;
  /** Starts the closing handshake; what was sent before goes out first. */
  close(code: number, reason: string): void;
  /** Messages stop arriving, and the peer feels it. */
  pause(): void;
  resume(): void;
}

/** What the adapter tells of the peer, in order. */
export interface SocketHandlers {
  /** `null` for a message that is not text. */
  message(text: string | null): void;
  /** Once, however it ended. */
  closed(): void;
}

/** Close codes beside the standard's, in the range that it leaves to applications. */
export const CLOSE_CODES = {
  goingAway: 1001,
  tryAgainLater: 1013,
  unauthorized: 4401,
} as const;
