import type { BlobStore, Clock, Ids, RecordStore } from '@agent-chat/core';
import { AgentChatError, errorStatus, type InterfaceChanges } from '@agent-chat/protocol';
import { createMakeRequests, type MakeRequest } from '../records/make-requests.js';
import type { InterfaceDirectory } from '../sessions/interfaces.js';
import { type AgentDirectory, agentsOf } from './agents.js';
import { checkFields } from './check-fields.js';
import {
  createInterfaceStore,
  type InterfaceStore,
  type StoredInterface,
  unknownInterface,
} from './interface-store.js';
import { newInterface } from './new-interface.js';
import { createOriginIndex } from './origin-index.js';
import { isOwnPath } from './own-path.js';
import { present } from './present.js';
import { publishedDirectory } from './published-directory.js';
import { createUpdate, type InterfacePlace, slugLost } from './update-interface.js';
import { createPictures, type Pictures } from './pictures.js';
import { createSlugClaims, type SlugHolder } from './slug-claims.js';
import { createSlugChoice, type SlugChoice } from './slug-choice.js';

export interface InterfaceRecordsOptions {
  readonly records: RecordStore;
  /** Where pictures go. */
  readonly blobs: BlobStore;
  readonly agents?: AgentDirectory | undefined;
  /** The host's own interfaces, whose slugs are not given to anybody else. */
  readonly ofHost: InterfaceDirectory;
  readonly ids: Ids;
  readonly clock: Clock;
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
  /** As a draft, with the slugs that it had. */
  restore(place: Omit<InterfacePlace, 'revision'>): Promise<StoredInterface>;
  /** Published ones alone, of one tenant. */
  directory(tenant: string): InterfaceDirectory;
}

export function createInterfaceRecords(options: InterfaceRecordsOptions): InterfaceRecords {
  const { records, agents, ofHost, ids, clock } = options;
  const store = createInterfaceStore(records);
  const requests = createMakeRequests<{ readonly interfaceId: string }>(records, 'interface-requests');
  const origins = createOriginIndex(records, store);
  const pictures = createPictures({
    records,
    blobs: options.blobs,
    interfaceOf: (tenant, interfaceId) => store.getAny(tenant, interfaceId),
    ids,
    clock,
  });
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

  /** Nobody else can have got them: a slug that is retired stays its last holder's. */
  const reviveSlugs = async (holder: SlugHolder, all: readonly string[]): Promise<void> => {
    for (const slug of all) await claims.revive(slug, holder);
  };

  /**
   * Once for each request, whoever repeats it and wherever it was cut. A retry is given what there is of it
   * now, also where it was deleted since.
   */
  async function make(
    request: MakeRequest,
    build: (interfaceId: string) => Promise<StoredInterface>,
  ): Promise<StoredInterface> {
    const { tenant } = request;
    const { interfaceId } = await requests.begin(request, () => ({ interfaceId: ids.next('interface') }));
    const holder = { tenant, interfaceId };
    const made = await store.getAny(tenant, interfaceId);
    if (made !== null) return made;
    try {
      const record = await build(interfaceId);
      await origins.note(tenant, interfaceId, record.allowedOrigins);
      await store.create(tenant, record);
      if (!(await isStillHeld(record.slug, holder))) {
        await store.change(tenant, interfaceId, undefined, (each) => ({ ...each, deletedAt: now() }));
        throw slugLost();
      }
    } catch (error) {
      // What a fault of the store has left is gone on with by a retry, which makes no other.
      if (errorStatus(AgentChatError.from(error).code) < 500) await requests.forget(request);
      throw error;
    }
    return get(holder);
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

    update: createUpdate({ store, claims, slugs, checkChanges, origins, now }),

    async publish(place) {
      const { agentId, allowedOrigins, slug, formerSlugs } = await get(place);
      await nameOfAgent(place.tenant, agentId);
      // Whoever restored it may have died over it.
      await reviveSlugs(place, [slug, ...formerSlugs]);
      await origins.note(place.tenant, place.interfaceId, allowedOrigins);
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

    async restore({ tenant, interfaceId }) {
      const restored = await store.restore(tenant, interfaceId, (record) => ({
        ...record,
        deletedAt: null,
        updatedAt: now(),
      }));
      await reviveSlugs({ tenant, interfaceId }, [restored.slug, ...restored.formerSlugs]);
      return restored;
    },

    directory: (tenant) => publishedDirectory({ store, claims, origins, agents, tenant }),
  };
}
