import type { JsonValue } from '@agent-chat/protocol';

export interface ListedRecord {
  readonly id: string;
  readonly value: JsonValue;
}

export interface ListRecordsOptions {
  /** Only ids that begin with it. Default: all of the collection. */
  readonly prefix?: string;
  /** Only ids behind it: the last id of the page before. */
  readonly after?: string;
  /** At least 1. Default 100. */
  readonly limit?: number;
}

/** A record as it is found by one of its keys. */
export interface KeyedRecord extends ListedRecord {
  readonly key: string;
}

export interface ListByKeyOptions {
  /** Only keys that begin with it. */
  readonly prefix: string;
  /** Only what stands behind it: the last record of the page before, which need not be there any more. */
  readonly after?: Pick<KeyedRecord, 'key' | 'id'>;
  /** At least 1. Default 100. */
  readonly limit?: number;
}

/**
 * Small records that are not events: sessions, interfaces, scenarios. Each belongs to a tenant and a
 * collection and is a JSON value under an id of at most 512 characters.
 *
 * A record may also have up to 16 keys of its collection, under which `listByKey` finds it, in another
 * order than by id. A key has 1 to 512 letters, digits and punctuation of ASCII without `\`, and several
 * records may have the same. Each write sets all keys of its record, together with its value: a write
 * without keys leaves it none.
 */
export interface RecordStore {
  get(tenant: string, collection: string, id: string): Promise<JsonValue | null>;
  /** Creates or replaces; durable when it resolves. */
  put(
    tenant: string,
    collection: string,
    id: string,
    value: JsonValue,
    keys?: readonly string[],
  ): Promise<void>;
  /**
   * Creates, and says whether it did: where there is a record it changes nothing. Of several at the
   * same time, on however many nodes, one does.
   */
  putIfAbsent(
    tenant: string,
    collection: string,
    id: string,
    value: JsonValue,
    keys?: readonly string[],
  ): Promise<boolean>;
  /**
   * Changes the record only while it still is `expected`, which is what the caller has read, and says
   * whether it did; it creates nothing. They are compared as JSON values, whole: the order of members
   * means nothing, each other difference counts. Of several that expect the same, at the same time
   * and on however many nodes, one does. A value that has come back to what it was counts as
   * unchanged: count a revision in it where that matters. Durable when it resolves.
   */
  replace(
    tenant: string,
    collection: string,
    id: string,
    expected: JsonValue,
    value: JsonValue,
    keys?: readonly string[],
  ): Promise<boolean>;
  /** Whether there was one. */
  delete(tenant: string, collection: string, id: string): Promise<boolean>;
  /**
   * By id, ascending. Ids of ASCII letters, digits and punctuation without `\` come in the order of
   * their codes; where others come is the store's choice, always the same. A reader that pages with
   * `after` sees each record once that was there from the first page to the last.
   */
  list(tenant: string, collection: string, options?: ListRecordsOptions): Promise<readonly ListedRecord[]>;
  /**
   * By key, ascending in the order of their codes, those of one key by id. A record with several keys
   * under the prefix comes once for each. It reads the page and not what is in front of it.
   */
  listByKey(tenant: string, collection: string, options: ListByKeyOptions): Promise<readonly KeyedRecord[]>;
  /** How many keys begin with the prefix. Reads no record. */
  countByKey(tenant: string, collection: string, prefix: string): Promise<number>;
  /**
   * Leaves nothing of what was replaced or deleted in the store's own files, where old text outlives
   * its record: logs, unused parts of pages. A store without such files has no such method.
   */
  forgetOld?(): Promise<void>;
}
