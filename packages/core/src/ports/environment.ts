/** Time, as the functional core never reads it. */
export interface Clock {
  /** Milliseconds since 1970 in UTC. */
  now(): number;
  /** Calls `callback` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Unguessable ids, unique in a deployment: letters, digits, `-` and `_`, at most 40 characters. */
export interface Ids {
  next(
    kind:
      | 'message'
      | 'execution'
      | 'participant'
      | 'subscription'
      | 'run'
      | 'approval'
      | 'attachment'
      | 'document'
      | 'reservation'
      | 'interface'
      | 'picture',
  ): string;
}

/** Structured log lines, without message bodies or secrets. */
export interface Logger {
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Readonly<Record<string, unknown>>,
  ): void;
}
