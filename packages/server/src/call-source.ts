/** Where a call comes from, as far as the server knows. */
export interface CallSource {
  /** The request itself, or the one by which its WebSocket was opened. */
  readonly request: Request;
  /** The other end of the connection, which may be a proxy; `null` where the platform does not tell. */
  readonly remoteAddress: string | null;
  /** Aborted when nobody waits for an answer any more. */
  readonly left: AbortSignal;
}
