import type { RecordStore } from '@agent-chat/core';
import { AgentChatError, ChatInterface, check, type JsonValue } from '@agent-chat/protocol';
import { changeRecord, type RecordPlace } from './change-record.js';

/** The records of interfaces, each in its tenant. */
export interface InterfaceStore {
  /** `null` for one that there is not, or that was deleted. */
  get(tenant: string, interfaceId: string): Promise<StoredInterface | null>;
  /** Whether it has the slug, had it while it was published, or had it when it was deleted. */
  hasSlug(tenant: string, interfaceId: string, slug: string): Promise<boolean>;
  /** Of all that are not deleted, in any order. */
  list(tenant: string): Promise<readonly StoredInterface[]>;
  /** Does nothing where there is one. */
  create(tenant: string, record: StoredInterface): Promise<void>;
  /**
   * What `next` makes of the record is written, with the next revision; `null` leaves it as it is.
   * @throws AgentChatError `UnknownInterface`; `CasConflict` when `revision` is given and another
   */
  change(
    tenant: string,
    interfaceId: string,
    revision: number | undefined,
    next: (record: StoredInterface) => StoredInterface | null,
  ): Promise<StoredInterface>;
}

/** As it is stored: with what no method tells. */
export interface StoredInterface extends ChatInterface {
  readonly revision: number;
  readonly locale: string | null;
  readonly allowedOrigins: string[];
  /** Slugs that it had while it was published, which still lead to it. */
  readonly formerSlugs: readonly string[];
  /** Whether it was published under the slug that it has. */
  readonly slugWasShown: boolean;
}

const COLLECTION = 'interfaces';
const PAGE = 500;

export function createInterfaceStore(records: RecordStore): InterfaceStore {
  const placeOf = (tenant: string, interfaceId: string): RecordPlace => [tenant, COLLECTION, interfaceId];
  return {
    async get(tenant, interfaceId) {
      const value = await records.get(...placeOf(tenant, interfaceId));
      const record = value === null ? null : readInterface(value);
      return record === null || record.deletedAt !== null ? null : record;
    },

    async hasSlug(tenant, interfaceId, slug) {
      const value = await records.get(...placeOf(tenant, interfaceId));
      if (value === null) return false;
      const record = readInterface(value);
      return record.slug === slug || record.formerSlugs.includes(slug);
    },

    async list(tenant) {
      const found: StoredInterface[] = [];
      for (let after: string | undefined; ; ) {
        const page = await records.list(tenant, COLLECTION, {
          limit: PAGE,
          ...(after !== undefined && { after }),
        });
        found.push(
          ...page.map(({ value }) => readInterface(value)).filter((each) => each.deletedAt === null),
        );
        after = page.at(-1)?.id;
        if (after === undefined || page.length < PAGE) return found;
      }
    },

    async create(tenant, record) {
      await records.putIfAbsent(...placeOf(tenant, record.interfaceId), jsonOf(record));
    },

    async change(tenant, interfaceId, revision, next) {
      let changed: StoredInterface | null = null;
      await changeRecord(records, placeOf(tenant, interfaceId), (value) => {
        const record = value === null ? null : readInterface(value);
        if (record === null || record.deletedAt !== null) throw unknownInterface(interfaceId);
        if (revision !== undefined && revision !== record.revision) {
          throw new AgentChatError('CasConflict', 'The interface was changed meanwhile.', {
            details: { expected: revision, actual: record.revision },
          });
        }
        const made = next(record);
        changed = made === null ? record : { ...made, revision: record.revision + 1 };
        return made === null ? null : jsonOf(changed);
      });
      if (changed === null) throw unknownInterface(interfaceId);
      return changed;
    },
  };
}

export function unknownInterface(name: string): AgentChatError {
  return new AgentChatError('UnknownInterface', `There is no interface "${name}".`);
}

function jsonOf(record: StoredInterface): JsonValue {
  return record as unknown as JsonValue;
}

/** @throws AgentChatError `StoreDamaged` */
function readInterface(value: JsonValue): StoredInterface {
  const checked = check(ChatInterface, value);
  if (!checked.success) {
    throw new AgentChatError('StoreDamaged', 'The record of an interface can not be read.');
  }
  return storedInterface(checked.data);
}

/** With what it has no field for yet. */
export function storedInterface(record: ChatInterface): StoredInterface {
  const { formerSlugs, slugWasShown, revision = 1, locale = null, allowedOrigins = [] } = record;
  const slugs = Array.isArray(formerSlugs) ? formerSlugs.filter((each) => typeof each === 'string') : [];
  return {
    ...record,
    revision,
    locale,
    allowedOrigins,
    formerSlugs: slugs,
    slugWasShown: slugWasShown === true,
  };
}
