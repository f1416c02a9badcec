/** What a network transport waits for and takes. Times in milliseconds. */
export interface TransportLimits {
  /**
   * A connection without a single byte for so long counts as dead. The server is heard every 15 s
   * when all is well. Default 45,000.
   */
  readonly heartbeatTimeoutMs?: number | undefined;
  /** A call without an answer for so long counts as lost. Default 30,000. */
  readonly callTimeoutMs?: number | undefined;
  /** The longest frame that is taken, in UTF-16 units. Default 32 Mi. */
  readonly maxFrameLength?: number | undefined;
}

export function limitsOf(options: TransportLimits): { readonly [K in keyof TransportLimits]-?: number } {
  return {
    heartbeatTimeoutMs: options.heartbeatTimeoutMs ?? 45_000,
    callTimeoutMs: options.callTimeoutMs ?? 30_000,
    maxFrameLength: options.maxFrameLength ?? 32 * 1024 * 1024,
  };
}
