/** Where the bytes of an answer without end go: a socket, or a web stream. */
export interface ByteSink {
  /** Takes all of it. Returns whether it can take more now; if not, it says `drained` later. */
  write(bytes: Uint8Array): boolean;
  /** Of what was written, the part that has not left yet. */
  readonly bufferedBytes: number;
  /** What is written until `uncork` leaves together. */
  cork?(): void;
  uncork?(): void;
  end(): void;
}

/** What a sink tells of its reader. */
export interface SinkEvents {
  /** It can take more. */
  drained(): void;
  /** The reader is gone. */
  left(): void;
}

/** Bytes that wait until somebody says where they go. */
export interface ByteSource {
  /** To be called once. */
  start(sink: ByteSink): SinkEvents;
}
