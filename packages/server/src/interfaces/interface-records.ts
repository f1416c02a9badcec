import type { BlobStore, Clock, Ids, RecordStore } from '@agent-chat/core';
import { AgentChatError, type InterfaceChanges } from '@agent-chat/protocol';
import type { InterfaceConfig, InterfaceDirectory } from '../sessions/interfaces.js';
import { type AgentDirectory, agentsOf } from './agents.js';
import { checkFields } from './check-fields.js';
import {
  createInterfaceStore,
  type InterfaceStore,
  type StoredInterface,
  unknownInterface,
} from './interface-store.js';
import { createMakeRequests, type MakeRequest } from './make-requests.js';
import { newInterface } from './new-interface.js';
import { isOwnPath } from './own-path.js';
import { present } from './present.js';
import { createPictures, type Pictures } from './pictures.js';
import { publicViewOf } from './public-view.js';
import { createSlugClaims, type SlugHolder } from './slug-claims.js';
import { createSlugChoice, type SlugChoice } from './slug-choice.js';

export interface InterfaceRecordsOptions {
  readonly records: RecordStore;
  /** Where pictures go. Absent: there are none. */
  readonly blobs?: BlobStore | undefined;
  readonly agents?: AgentDirectory | undefined;
  /** The host's own interfaces, whose slugs are not given to anybody else. */
  readonly ofHost: InterfaceDirectory;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** Who asks for something, and about which interface. */
export interface InterfacePlace {
  readonly tenant: string;
  readonly interfaceId: string;
  /** What the change is made to. Default: whatever is there. */
  readonly revision?: number | undefined;
}

/** What is needed to make one. */
export interface NewInterface extends InterfaceChanges {
  readonly name: string;
  readonly title: string;
  readonly slug?: string | undefined;
  readonly agentId: string;
  readonly ownerId?: string | undefined;
}

/**
 * The records of published chats: what operators do with them, and what visitors find. Nothing is
 * kept in memory: every node sees each change at once. The errors are those of the contract.
 */
export interface InterfaceRecords {
  readonly store: InterfaceStore;
  readonly slugs: SlugChoice;
  readonly pictures: Pictures;
  create(request: MakeRequest, fields: NewInterface): Promise<StoredInterface>;
  get(place: InterfacePlace): Promise<StoredInterface>;
  update(
    place: InterfacePlace,
    changes: InterfaceChanges & { readonly slug?: string | undefined },
  ): Promise<StoredInterface>;
  publish(place: InterfacePlace): Promise<StoredInterface>;
  unpublish(place: InterfacePlace): Promise<StoredInterface>;
  duplicate(
    request: MakeRequest,
    place: InterfacePlace,
    options: { readonly name?: string | undefined; readonly slug?: string | undefined },
  ): Promise<StoredInterface>;
  delete(place: InterfacePlace): Promise<void>;
  /** Published ones alone, of one tenant. */
  directory(tenant: string): InterfaceDirectory;
}

export function createInterfaceRecords(options: InterfaceRecordsOptions): InterfaceRecords {
  const { records, agents, ofHost, ids, clock } = options;
  const store = createInterfaceStore(records);
  const requests = createMakeRequests(records);
  const pictures = createPictures({ records, blobs: options.blobs, ids, clock });
  const claims = createSlugClaims({
    records,
    clock,
    isUsed: async (slug, { tenant, interfaceId }) => store.hasSlug(tenant, interfaceId, slug),
  });
  const slugs = createSlugChoice(claims, async (slug) => (await ofHost.find(slug)) !== null);
  const now = (): string => new Date(clock.now()).toISOString();

  const get = async ({ tenant, interfaceId }: InterfacePlace): Promise<StoredInterface> => {
    const record = await store.get(tenant, interfaceId);
    if (record === null) throw unknownInterface(interfaceId);
    return record;
  };

  const nameOfAgent = async (tenant: string, agentId: string): Promise<string | null> => {
    const known = await agentsOf(agents, tenant);
    const agent = known?.find((each) => each.agentId === agentId);
    if (known !== null && agent === undefined) {
      throw new AgentChatError('UnknownAgent', `There is no agent "${agentId}".`);
    }
    return agent?.name ?? null;
  };

  const checkChanges = (changes: InterfaceChanges, tenant: string, record: StoredInterface): Promise<void> =>
    checkFields(
      changes,
      record,
      async (url) => (await pictures.owns(tenant, record.interfaceId, url)) || isOwnPath(url),
    );

  const isStillHeld = async (slug: string, { interfaceId }: SlugHolder): Promise<boolean> =>
    (await claims.find(slug))?.interfaceId === interfaceId;

  const lost = (): AgentChatError =>
    new AgentChatError('SlugTaken', 'Somebody else took this slug meanwhile.', {
      details: { reason: 'taken', suggestion: null },
    });

  /** Once for each request, whoever repeats it and wherever it was cut. */
  async function make(
    request: MakeRequest,
    build: (interfaceId: string) => Promise<StoredInterface>,
  ): Promise<StoredInterface> {
    const { tenant } = request;
    const interfaceId = await requests.begin(request, () => ids.next('interface'));
    const holder = { tenant, interfaceId };
    const made = await store.get(tenant, interfaceId);
    if (made !== null) return made;
    try {
      const record = await build(interfaceId);
      await store.create(tenant, record);
      if (!(await isStillHeld(record.slug, holder))) {
        await store.change(tenant, interfaceId, undefined, (each) => ({ ...each, deletedAt: now() }));
        throw lost();
      }
    } catch (error) {
      await requests.forget(request);
      throw error;
    }
    return get(holder);
  }

  /** Changes `before` and nothing else: what was checked is what is written. */
  async function change(
    place: InterfacePlace,
    before: StoredInterface,
    { slug, ...rest }: InterfaceChanges & { readonly slug?: string | undefined },
  ): Promise<StoredInterface> {
    const changes = present(rest);
    await checkChanges(changes, place.tenant, { ...before, ...changes });
    if (slug !== undefined && slug !== before.slug) return rename(place, before, slug, changes);
    return store.change(place.tenant, place.interfaceId, place.revision, (record) => ({
      ...record,
      ...changes,
      updatedAt: now(),
    }));
  }

  /** Moves it to another slug. Where visitors saw it under the old one, that still leads to it. */
  async function rename(
    place: InterfacePlace,
    before: StoredInterface,
    slug: string,
    changes: Partial<StoredInterface>,
  ): Promise<StoredInterface> {
    const { tenant } = place;
    const hadIt = before.formerSlugs.includes(slug);
    if (!hadIt) await slugs.claim(slug, place);
    let changed: StoredInterface;
    try {
      changed = await store.change(tenant, place.interfaceId, place.revision, (record) =>
        renamed({ ...record, ...changes, updatedAt: now() }, slug),
      );
    } catch (error) {
      if (!hadIt) await claims.release(slug, place);
      throw error;
    }
    if (!hadIt && !(await isStillHeld(slug, place))) {
      await store.change(tenant, place.interfaceId, undefined, (record) =>
        record.slug === slug ? { ...record, slug: before.slug, slugWasShown: before.slugWasShown } : null,
      );
      throw lost();
    }
    if (!before.slugWasShown) await claims.release(before.slug, place);
    return changed;
  }

  return {
    store,
    slugs,
    pictures,
    get,

    async create(request, { slug, agentId, ownerId = request.author, ...rest }) {
      const { tenant } = request;
      const fields = { ...present(rest), name: rest.name, title: rest.title };
      await nameOfAgent(tenant, agentId);
      return make(request, async (interfaceId) => {
        const draft = newInterface({
          ...fields,
          interfaceId,
          agentId,
          ownerId,
          slug: slug ?? '',
          now: now(),
        });
        await checkChanges(fields, tenant, draft);
        const holder = { tenant, interfaceId };
        if (slug !== undefined) await slugs.claim(slug, holder);
        return slug !== undefined
          ? draft
          : { ...draft, slug: await slugs.claimLike([fields.title, fields.name], holder) };
      });
    },

    async update(place, changes) {
      for (;;) {
        const before = await get(place);
        try {
          return await change({ ...place, revision: place.revision ?? before.revision }, before, changes);
        } catch (error) {
          const isOvertaken = AgentChatError.isInstance(error) && error.code === 'CasConflict';
          if (!isOvertaken || place.revision !== undefined) throw error;
        }
      }
    },

    async publish(place) {
      const { agentId } = await get(place);
      await nameOfAgent(place.tenant, agentId);
      return store.change(place.tenant, place.interfaceId, place.revision, (record) => {
        if (record.status === 'published') return null;
        const at = now();
        return { ...record, status: 'published', publishedAt: at, updatedAt: at, slugWasShown: true };
      });
    },

    unpublish: ({ tenant, interfaceId, revision }) =>
      store.change(tenant, interfaceId, revision, (record) =>
        record.status === 'draft'
          ? null
          : { ...record, status: 'draft', publishedAt: null, updatedAt: now() },
      ),

    async duplicate(request, place, { name, slug }) {
      const { tenant } = place;
      const source = await get(place);
      return make(request, async (interfaceId) => {
        const holder = { tenant, interfaceId };
        if (slug !== undefined) await slugs.claim(slug, holder);
        const copy = newInterface({
          ...source,
          interfaceId,
          name: name ?? `${source.name.slice(0, 248)} (copy)`,
          slug: slug ?? (await slugs.claimLike([source.slug], holder)),
          now: now(),
        });
        return pictures.copied(tenant, copy);
      });
    },

    async delete({ tenant, interfaceId, revision }) {
      const holder = { tenant, interfaceId };
      const deleted = await store.change(tenant, interfaceId, revision, (record) => {
        const at = now();
        return { ...record, status: 'draft', publishedAt: null, deletedAt: at, updatedAt: at };
      });
      for (const slug of [deleted.slug, ...deleted.formerSlugs]) await claims.retire(slug, holder);
    },

    directory: (tenant) => ({
      async find(slug) {
        const holder = await claims.find(slug);
        if (holder === null || holder.tenant !== tenant) return null;
        const record = await store.get(tenant, holder.interfaceId);
        const isThere = record?.status === 'published' && hasSlug(record, slug);
        if (record === null || !isThere) return null;
        const known = await agentsOf(agents, tenant);
        return configOf(record, known?.find((each) => each.agentId === record.agentId)?.name ?? null);
      },
    }),
  };
}

function hasSlug({ slug, formerSlugs }: StoredInterface, asked: string): boolean {
  return slug === asked || formerSlugs.includes(asked);
}

function renamed(record: StoredInterface, slug: string): StoredInterface {
  const { slug: old, slugWasShown, formerSlugs } = record;
  const kept = slugWasShown ? [...formerSlugs, old] : formerSlugs;
  return {
    ...record,
    slug,
    formerSlugs: kept.filter((each) => each !== slug),
    slugWasShown: record.status === 'published' || formerSlugs.includes(slug),
  };
}

/** What a server works with: the public view, who answers, and the rules of its sessions. */
function configOf(record: StoredInterface, agentName: string | null): InterfaceConfig {
  const { agentId, title } = record;
  return {
    ...publicViewOf(record),
    interfaceId: record.interfaceId,
    participants: [{ participantId: agentId, kind: 'agent', displayName: agentName ?? title }],
    sessionTimeoutMinutes: record.sessionTimeoutMinutes,
    rateLimitMessages: record.rateLimitMessages,
    rateLimitWindowSeconds: record.rateLimitWindowSeconds,
    allowedOrigins: record.allowedOrigins,
  };
}
