import type { MethodParams } from '@agent-chat/protocol';

/** What a network transport waits for and takes. Times in milliseconds. */
export interface TransportLimits {
  /**
   * A connection without a single byte for so long counts as dead. The server is heard every 15 s
   * when all is well. Default 45,000.
   */
  readonly heartbeatTimeoutMs?: number | undefined;
  /**
   * The same until everything up to now has arrived, of a subscription alone whatever else is heard,
   * where less is enough to tell that something stands between. Default: as long as later.
   */
  readonly openingTimeoutMs?: number | undefined;
  /**
   * A call without an answer for so long counts as lost. Default 30,000. To one that asks the server to
   * wait (`runToCompletion`) what it asks for is added.
   */
  readonly callTimeoutMs?: number | undefined;
  /** The longest frame and the longest answer that are taken, in UTF-16 units. Default 32 Mi. */
  readonly maxFrameLength?: number | undefined;
}

export function limitsOf(options: TransportLimits): Record<keyof TransportLimits, number> {
  const heartbeatTimeoutMs = options.heartbeatTimeoutMs ?? 45_000;
  return {
    heartbeatTimeoutMs,
    openingTimeoutMs: options.openingTimeoutMs ?? heartbeatTimeoutMs,
    callTimeoutMs: options.callTimeoutMs ?? 30_000,
    maxFrameLength: options.maxFrameLength ?? 32 * 1024 * 1024,
  };
}

/** For so long a call wants the server to hold its answer back, in milliseconds. */
export function askedToWaitMs(method: string, params: unknown): number {
  if (method !== 'runToCompletion') return 0;
  return (params as MethodParams<'runToCompletion'>).timeoutMs ?? 60_000;
}
