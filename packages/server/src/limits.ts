/** What one client may take. Sizes in bytes, times in milliseconds. */
export interface ServerLimits {
  /** Of an HTTP body and of a WebSocket message. Default 256 KiB. */
  readonly maxBodyBytes: number;
  /** Nesting of a JSON body. Default 32. */
  readonly maxJsonDepth: number;
  /** How long a new WebSocket may stay without `authenticate`. Default 5 s. */
  readonly authenticateWithinMs: number;
  /** A comment on a silent event stream, so that no proxy takes it for dead. Default 15 s. */
  readonly heartbeatMs: number;
  /** What waits for one viewer at most, unless a single frame is larger than half of it. Default 1 MiB. */
  readonly maxBufferedBytes: number;
  /** A viewer that takes nothing for so long gets `bye`. Default 30 s. */
  readonly slowAfterMs: number;
  /** Default 16. */
  readonly maxSubscriptionsPerSocket: number;
  /** Event streams and WebSockets that are open under one visitor's session. Default 20. */
  readonly maxConnectionsPerSession: number;
  /** Those of one member, or of one visitor whom the host itself knows. Default 200. */
  readonly maxConnectionsPerMember: number;
  /**
   * Event streams and WebSockets from one address (of IPv6: one /64), whoever reads by them; `null`: any
   * number. Addresses of private networks are not counted: they stand for a proxy. Default 1,000.
   */
  readonly maxConnectionsPerAddress: number | null;
  /** Calls under way on one WebSocket; it is not read while there are more. Default 32. */
  readonly maxCallsPerSocket: number;
  /** Of a conversation that is imported, all of which is held in memory. Default 64 MiB. */
  readonly maxImportBytes: number;
  /**
   * Conversations that are imported at the same time, by this process: it bounds the memory of one, and
   * several nodes take so many each. Default 2.
   */
  readonly maxImportsAtOnce: number;
  /** Of a picture of an interface. Default 2 MiB. */
  readonly maxPictureBytes: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  maxBodyBytes: 256 * 1024,
  maxJsonDepth: 32,
  authenticateWithinMs: 5_000,
  heartbeatMs: 15_000,
  maxBufferedBytes: 1024 * 1024,
  slowAfterMs: 30_000,
  maxSubscriptionsPerSocket: 16,
  maxConnectionsPerSession: 20,
  maxConnectionsPerMember: 200,
  maxConnectionsPerAddress: 1_000,
  maxCallsPerSocket: 32,
  maxImportBytes: 64 * 1024 * 1024,
  maxImportsAtOnce: 2,
  maxPictureBytes: 2 * 1024 * 1024,
};
