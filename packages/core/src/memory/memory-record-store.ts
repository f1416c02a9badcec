import { canonicalJson, type JsonValue } from '@agent-chat/protocol';
import type { RecordStore } from '../ports/record-store.js';
import { createSortedTexts, type SortedTexts } from './sorted-texts.js';

interface Stored {
  /** Of the value, so that nobody shares an object with the store. */
  readonly json: string;
  readonly keys: readonly string[];
}

interface Collection {
  readonly records: Map<string, Stored>;
  readonly ids: SortedTexts;
  /** Each key with the id of its record. */
  readonly keys: SortedTexts;
}

/** Between a key and an id: no key has it, and it comes before all that a key may have. */
const SEPARATOR = '\u0000';
/** Behind all that a key may have. */
const BEHIND_KEYS = '\u007f';

/** The record store for tests, demos and browsers: its records end with the process. */
export function createMemoryRecordStore(): RecordStore {
  const collections = new Map<string, Collection>();

  // Each part may hold any character, so they are told apart by their JSON.
  const nameOf = (tenant: string, collection: string): string => JSON.stringify([tenant, collection]);
  const find = (tenant: string, collection: string) => collections.get(nameOf(tenant, collection));
  const make = (tenant: string, collection: string): Collection => {
    const made = find(tenant, collection) ?? {
      records: new Map<string, Stored>(),
      ids: createSortedTexts(),
      keys: createSortedTexts(),
    };
    collections.set(nameOf(tenant, collection), made);
    return made;
  };

  const remove = ({ records, ids, keys }: Collection, id: string): boolean => {
    const stored = records.get(id);
    if (stored === undefined) return false;
    records.delete(id);
    ids.remove(id);
    for (const key of stored.keys) keys.remove(key + SEPARATOR + id);
    return true;
  };

  const write = (to: Collection, id: string, value: JsonValue, given: readonly string[] = []): void => {
    const [json, keys] = [JSON.stringify(value), [...given]];
    const before = to.records.get(id);
    to.records.set(id, { json, keys });
    if (before === undefined) to.ids.add(id);
    for (const key of before?.keys ?? []) if (!keys.includes(key)) to.keys.remove(key + SEPARATOR + id);
    for (const key of keys) to.keys.add(key + SEPARATOR + id);
  };

  const valueOf = ({ records }: Collection, id: string): JsonValue =>
    JSON.parse(records.get(id)?.json ?? 'null') as JsonValue;

  return {
    async get(tenant, collection, id) {
      const found = find(tenant, collection);
      return found === undefined ? null : valueOf(found, id);
    },
    async put(tenant, collection, id, value, keys) {
      write(make(tenant, collection), id, value, keys);
    },
    async putIfAbsent(tenant, collection, id, value, keys) {
      const to = make(tenant, collection);
      if (to.records.has(id)) return false;
      write(to, id, value, keys);
      return true;
    },
    async replace(tenant, collection, id, expected, value, keys) {
      const found = find(tenant, collection);
      if (found === undefined || !found.records.has(id)) return false;
      if (canonicalJson(valueOf(found, id)) !== canonicalJson(expected)) return false;
      write(found, id, value, keys);
      return true;
    },
    async delete(tenant, collection, id) {
      const found = find(tenant, collection);
      return found !== undefined && remove(found, id);
    },
    async list(tenant, collection, { prefix = '', after, limit = 100 } = {}) {
      const found = find(tenant, collection);
      if (found === undefined) return [];
      const from = after !== undefined && after > prefix ? after : prefix;
      const ids: string[] = [];
      for (const id of found.ids.from(from, (each) => each.startsWith(prefix))) {
        if (ids.length === limit) break;
        if (id !== after) ids.push(id);
      }
      return ids.map((id) => ({ id, value: valueOf(found, id) }));
    },
    async listByKey(tenant, collection, { prefix, after, limit = 100 }) {
      const found = find(tenant, collection);
      if (found === undefined) return [];
      const behind = after === undefined ? '' : after.key + SEPARATOR + after.id;
      const places: string[] = [];
      const from = behind > prefix ? behind : prefix;
      for (const place of found.keys.from(from, (each) => each.startsWith(prefix))) {
        if (places.length === limit) break;
        if (place !== behind) places.push(place);
      }
      return places.map((place) => {
        const end = place.indexOf(SEPARATOR);
        const id = place.slice(end + 1);
        return { key: place.slice(0, end), id, value: valueOf(found, id) };
      });
    },
    async countByKey(tenant, collection, prefix) {
      return find(tenant, collection)?.keys.countBetween(prefix, prefix + BEHIND_KEYS) ?? 0;
    },
  };
}
