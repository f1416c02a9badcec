import type { JsonValue } from '@agent-chat/protocol';
import type { RecordStore } from '../ports/record-store.js';

/** The record store for tests, demos and browsers: its records end with the process. */
export function createMemoryRecordStore(): RecordStore {
  /** Values as JSON text, so that nobody shares an object with the store. */
  const records = new Map<string, string>();
  return {
    async get(tenant, collection, id) {
      const json = records.get(recordName(tenant, collection, id));
      return json === undefined ? null : (JSON.parse(json) as JsonValue);
    },
    async put(tenant, collection, id, value) {
      records.set(recordName(tenant, collection, id), JSON.stringify(value));
    },
    async delete(tenant, collection, id) {
      return records.delete(recordName(tenant, collection, id));
    },
  };
}

/** Each part may hold any character, so they are told apart by their JSON. */
function recordName(tenant: string, collection: string, id: string): string {
  return JSON.stringify([tenant, collection, id]);
}
