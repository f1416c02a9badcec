import type { JsonValue } from '@agent-chat/protocol';

/**
 * Small records that are not events: sessions, interfaces. Each belongs to a tenant and a
 * collection and is a JSON value under an id of at most 128 characters.
 */
export interface RecordStore {
  get(tenant: string, collection: string, id: string): Promise<JsonValue | null>;
  /** Creates or replaces; durable when it resolves. */
  put(tenant: string, collection: string, id: string, value: JsonValue): Promise<void>;
  /** Whether there was one. */
  delete(tenant: string, collection: string, id: string): Promise<boolean>;
}
