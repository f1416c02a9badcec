import { canonicalJson, type JsonValue } from '@agent-chat/protocol';
import type { RecordStore } from '../ports/record-store.js';

/** The record store for tests, demos and browsers: its records end with the process. */
export function createMemoryRecordStore(): RecordStore {
  /** By collection, then by id; values as JSON text, so that nobody shares an object with the store. */
  const collections = new Map<string, Map<string, string>>();

  // Each part may hold any character, so they are told apart by their JSON.
  const nameOf = (tenant: string, collection: string): string => JSON.stringify([tenant, collection]);
  const find = (tenant: string, collection: string) => collections.get(nameOf(tenant, collection));
  const make = (tenant: string, collection: string): Map<string, string> => {
    const records = find(tenant, collection) ?? new Map<string, string>();
    collections.set(nameOf(tenant, collection), records);
    return records;
  };

  return {
    async get(tenant, collection, id) {
      const json = find(tenant, collection)?.get(id);
      return json === undefined ? null : (JSON.parse(json) as JsonValue);
    },
    async put(tenant, collection, id, value) {
      make(tenant, collection).set(id, JSON.stringify(value));
    },
    async putIfAbsent(tenant, collection, id, value) {
      const records = make(tenant, collection);
      if (records.has(id)) return false;
      records.set(id, JSON.stringify(value));
      return true;
    },
    async replace(tenant, collection, id, expected, value) {
      const records = find(tenant, collection);
      const json = records?.get(id);
      if (json === undefined || canonicalJson(JSON.parse(json)) !== canonicalJson(expected)) return false;
      records?.set(id, JSON.stringify(value));
      return true;
    },
    async delete(tenant, collection, id) {
      return find(tenant, collection)?.delete(id) ?? false;
    },
    async list(tenant, collection, { prefix = '', after, limit = 100 } = {}) {
      return [...(find(tenant, collection) ?? [])]
        .filter(([id]) => id.startsWith(prefix) && (after === undefined || id > after))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([id, json]) => ({ id, value: JSON.parse(json) as JsonValue }));
    },
  };
}
