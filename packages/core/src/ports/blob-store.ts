/** Bytes as a store knows them. */
export interface StoredBlob {
  /** The SHA-256 of the content, as 64 lower-case hexadecimal digits. */
  readonly hash: string;
  readonly sizeBytes: number;
}

/**
 * Bytes by the SHA-256 of their content, each once in a tenant. What a hash stands for never
 * changes. Nothing is deleted by itself: who still refers to a blob is the caller's to know.
 *
 * Every method rejects with an `AgentChatError` of a `Store…` code or `Unavailable` when the store
 * itself fails.
 */
export interface BlobStore {
  /** Keeps the bytes as they are at the call, durable when it resolves; empty ones too. */
  put(tenant: string, bytes: Uint8Array): Promise<StoredBlob>;
  /**
   * The whole content, in memory of its own; `null` when the tenant has none of this hash.
   *
   * @throws AgentChatError `StoreDamaged`: what is stored has another hash
   */
  get(tenant: string, hash: string): Promise<Uint8Array | null>;
  has(tenant: string, hash: string): Promise<boolean>;
  /** Whether there was one. */
  delete(tenant: string, hash: string): Promise<boolean>;
}
