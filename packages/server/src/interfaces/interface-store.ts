import type { KeyedRecord, RecordStore } from '@agent-chat/core';
import {
  AgentChatError,
  canonicalHash,
  ChatInterface,
  check,
  INTERFACE_STATUSES,
  type InterfaceStatus,
  type JsonValue,
} from '@agent-chat/protocol';
import { changeRecord, type RecordPlace } from '../records/change-record.js';
import { keyedCollection } from '../records/keyed-collection.js';
import {
  newestFirst,
  type NewestOptions,
  type NewestPage,
  newestRank,
  placeOf,
} from '../records/newest-first.js';

/** The records of interfaces, each in its tenant. */
export interface InterfaceStore {
  /** `null` for one that there is not, or that was deleted. */
  get(tenant: string, interfaceId: string): Promise<StoredInterface | null>;
  /** The same, and one that was deleted too. */
  getAny(tenant: string, interfaceId: string): Promise<StoredInterface | null>;
  /** Whether it has the slug, had it while it was published, or had it when it was deleted. */
  hasSlug(tenant: string, interfaceId: string, slug: string): Promise<boolean>;
  /**
   * A page of those that are asked for, the last changed first, and how many there are of them.
   * @throws AgentChatError `InvalidRequest` for an `after` that no page gave
   */
  list(tenant: string, asked: AskedInterfaces, options: NewestOptions): Promise<InterfacePage>;
  /** Does nothing where there is one. */
  create(tenant: string, record: StoredInterface): Promise<void>;
  /**
   * What `next` makes of the record is written, with the next revision; `null` leaves it as it is. One
   * that was deleted is changed by `restore` alone.
   * @throws AgentChatError `UnknownInterface`; `CasConflict` when `revision` is given and another
   */
  change(
    tenant: string,
    interfaceId: string,
    revision: number | undefined,
    next: (record: StoredInterface) => StoredInterface | null,
  ): Promise<StoredInterface>;
  /** The same for one that was deleted. @throws AgentChatError `UnknownInterface` for one that was not */
  restore(
    tenant: string,
    interfaceId: string,
    next: (record: StoredInterface) => StoredInterface,
  ): Promise<StoredInterface>;
}

/** What is left out may be anything. */
export interface AskedInterfaces {
  readonly agentId?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly status?: InterfaceStatus | undefined;
  /** Those that were deleted, and no others. Default: those that were not. */
  readonly deleted?: boolean | undefined;
  /** What stands in the name, the title or the slug, without regard to case. */
  readonly search?: string | undefined;
}

export interface InterfacePage {
  readonly interfaces: readonly StoredInterface[];
  readonly total: number;
  /** `null` on the last page. */
  readonly next: string | null;
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
  const recordAt = (tenant: string, interfaceId: string): RecordPlace => [tenant, COLLECTION, interfaceId];
  const ensureKeys = keyedCollection(records, COLLECTION, (value) => keysOf(readInterface(value)));

  const getAny = async (tenant: string, interfaceId: string): Promise<StoredInterface | null> => {
    const value = await records.get(...recordAt(tenant, interfaceId));
    return value === null ? null : readInterface(value);
  };

  const change = async (
    tenant: string,
    interfaceId: string,
    next: (record: StoredInterface) => StoredInterface | null,
    require: (record: StoredInterface) => void,
  ): Promise<StoredInterface> => {
    let changed: StoredInterface | null = null;
    await changeRecord(
      records,
      recordAt(tenant, interfaceId),
      (value) => {
        if (value === null) throw unknownInterface(interfaceId);
        const record = readInterface(value);
        require(record);
        const made = next(record);
        changed = made === null ? record : { ...made, revision: record.revision + 1 };
        return made === null ? null : jsonOf(changed);
      },
      (value) => keysOf(readInterface(value)),
    );
    if (changed === null) throw unknownInterface(interfaceId);
    return changed;
  };

  return {
    getAny,

    async get(tenant, interfaceId) {
      const record = await getAny(tenant, interfaceId);
      return record?.deletedAt === null ? record : null;
    },

    async hasSlug(tenant, interfaceId, slug) {
      const record = await getAny(tenant, interfaceId);
      return record !== null && (record.slug === slug || record.formerSlugs.includes(slug));
    },

    async list(tenant, asked, options) {
      await ensureKeys(tenant);
      const prefixes = statesIn(asked).map((state) => `${scopeOf(asked)}/${state}/`);
      const pageOf = (page: NewestOptions): Promise<NewestPage> =>
        newestFirst(records, [tenant, COLLECTION], prefixes, page);
      const wanted = asked.search?.trim().toLowerCase() ?? '';
      if (wanted !== '') return searched(pageOf, wanted, options);
      const counts = await Promise.all(
        prefixes.map((prefix) => records.countByKey(tenant, COLLECTION, prefix)),
      );
      const { found, next } = await pageOf(options);
      const interfaces = found.map(({ value }) => readInterface(value));
      return { interfaces, next, total: counts.reduce((sum, count) => sum + count, 0) };
    },

    async create(tenant, record) {
      await records.putIfAbsent(...recordAt(tenant, record.interfaceId), jsonOf(record), keysOf(record));
    },

    change: (tenant, interfaceId, revision, next) =>
      change(tenant, interfaceId, next, ({ deletedAt, ...record }) => {
        if (deletedAt !== null) throw unknownInterface(interfaceId);
        if (revision === undefined || revision === record.revision) return;
        throw new AgentChatError('CasConflict', 'The interface was changed meanwhile.', {
          details: { expected: revision, actual: record.revision },
        });
      }),

    restore: (tenant, interfaceId, next) =>
      change(tenant, interfaceId, next, ({ deletedAt }) => {
        if (deletedAt === null) throw unknownInterface(interfaceId);
      }),
  };
}

/**
 * The page of what has the words, and how many have them. No index finds what stands inside a text, and
 * the count is of all: each of the tenant's interfaces is looked at, a page at a time, and those of
 * the page alone are read as records. An interface is made by hand, so a tenant has hundreds: 10,000 take
 * about a second.
 */
async function searched(
  pageOf: (page: NewestOptions) => Promise<NewestPage>,
  wanted: string,
  { after, limit }: NewestOptions,
): Promise<InterfacePage> {
  const found: KeyedRecord[] = [];
  let total = 0;
  // What stands in front of the page counts too.
  for (let from: string | null | undefined; from !== null; ) {
    const page = await pageOf({ after: from, limit: PAGE });
    for (const record of page.found) {
      if (!hasText(record.value, wanted)) continue;
      total += 1;
      const isBehind = after === undefined || placeOf(record) > after;
      if (isBehind && found.length <= limit) found.push(record);
    }
    from = page.next;
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const isMore = last !== undefined && found.length > limit;
  return {
    interfaces: shown.map(({ value }) => readInterface(value)),
    total,
    next: isMore ? placeOf(last) : null,
  };
}

function hasText(value: JsonValue, wanted: string): boolean {
  const { name, title, slug } = value as Partial<ChatInterface>;
  return [name, title, slug].some((text) => text?.toLowerCase().includes(wanted));
}

/** By agent, by owner, by both and by neither: whether it is there and shown, and when it was changed. */
function keysOf({ agentId, ownerId, status, deletedAt, updatedAt }: StoredInterface): string[] {
  const rest = `${deletedAt === null ? status : 'deleted'}/${newestRank(updatedAt)}`;
  const scopes = [{}, { agentId }, { ownerId }, { agentId, ownerId }].map(scopeOf);
  return scopes.map((scope) => `${scope}/${rest}`);
}

/** Whatever characters the ids hold. */
function scopeOf({ agentId, ownerId }: Pick<AskedInterfaces, 'agentId' | 'ownerId'>): string {
  return agentId === undefined && ownerId === undefined
    ? 'all'
    : `of-${canonicalHash([agentId ?? null, ownerId ?? null])}`;
}

function statesIn({ status, deleted }: AskedInterfaces): readonly string[] {
  if (deleted === true) return ['deleted'];
  return status === undefined ? INTERFACE_STATUSES : [status];
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
