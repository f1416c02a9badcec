/** A file as it is read. */
export interface StoredFile {
  readonly sizeBytes: number;
  /** The bytes as they come; to be read once. A reader that stops early lets go of what is open. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Bytes that are written and read as they come, so that no file is ever held in memory whole: on a
 * disk, or in an object store. Each has a name of the caller's, random and never a person's: 1 to 64
 * letters, digits, `-` and `_`. Nothing is deleted by itself.
 *
 * Every method rejects with an `AgentChatError` of a `Store…` code or `Unavailable` when the store
 * itself fails.
 */
export interface FileStore {
  /**
   * Keeps what `chunks` yields, durable when it resolves; what was under the name is replaced. When it
   * rejects, because `chunks` throws for example, nothing new is under the name: a file is whole or
   * absent. It rejects with what `chunks` throws.
   *
   * @throws AgentChatError `InvalidRequest`: the name is none
   */
  write(tenant: string, name: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** `null` when the tenant has no file of this name. */
  read(tenant: string, name: string): Promise<StoredFile | null>;
  /** Whether there was one, as far as the store can tell. Deleting what is gone is fine. */
  delete(tenant: string, name: string): Promise<boolean>;
}

const NAME = /^[\w-]{1,64}$/;

/** Whether a `FileStore` takes the name: nothing that could leave its folder. */
export function isFileName(name: string): boolean {
  return NAME.test(name);
}
