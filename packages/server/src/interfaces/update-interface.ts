import { AgentChatError, type InterfaceChanges } from '@agent-chat/protocol';
import { followedCover } from './followed-cover.js';
import { type InterfaceStore, type StoredInterface, unknownInterface } from './interface-store.js';
import type { OriginIndex } from './origin-index.js';
import { present } from './present.js';
import type { SlugChoice } from './slug-choice.js';
import type { SlugClaims } from './slug-claims.js';

/** Who asks for something, and about which interface. */
export interface InterfacePlace {
  readonly tenant: string;
  readonly interfaceId: string;
  /** What the change is made to. Default: whatever is there. */
  readonly revision?: number | undefined;
}

/** What an operator writes into an interface. */
export type AskedChanges = InterfaceChanges & { readonly slug?: string | undefined };

export interface UpdateOptions {
  readonly store: InterfaceStore;
  readonly claims: SlugClaims;
  readonly slugs: SlugChoice;
  /** @throws AgentChatError `InvalidRequest` */
  readonly checkChanges: (
    changes: InterfaceChanges,
    tenant: string,
    record: StoredInterface,
  ) => Promise<void>;
  readonly origins: OriginIndex;
  readonly now: () => string;
}

/** Changes an interface, its slug too: what was checked is what is written. */
export function createUpdate(
  options: UpdateOptions,
): (place: InterfacePlace, changes: AskedChanges) => Promise<StoredInterface> {
  const { store, claims, slugs, checkChanges, origins, now } = options;

  /** Changes `before` and nothing else: what was checked is what is written. */
  async function change(
    place: InterfacePlace,
    before: StoredInterface,
    { slug, ...rest }: AskedChanges,
  ): Promise<StoredInterface> {
    const asked = present(rest);
    const changes = { ...asked, ...followedCover(asked, before) };
    await checkChanges(changes, place.tenant, { ...before, ...changes });
    await origins.note(place.tenant, place.interfaceId, changes.allowedOrigins ?? []);
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
      if (!hadIt) await releaseUnused(slug, place);
      throw error;
    }
    if (!hadIt && (await claims.find(slug))?.interfaceId !== place.interfaceId) {
      await store.change(tenant, place.interfaceId, undefined, (record) =>
        record.slug === slug ? { ...record, slug: before.slug, slugWasShown: before.slugWasShown } : null,
      );
      throw slugLost();
    }
    if (!before.slugWasShown) await releaseUnused(before.slug, place);
    return changed;
  }

  /** Another change of the same interface may have taken it up meanwhile. */
  async function releaseUnused(slug: string, place: InterfacePlace): Promise<void> {
    if (!(await store.hasSlug(place.tenant, place.interfaceId, slug))) await claims.release(slug, place);
  }

  return async (place, changes) => {
    for (;;) {
      const before = await store.get(place.tenant, place.interfaceId);
      if (before === null) throw unknownInterface(place.interfaceId);
      try {
        return await change({ ...place, revision: place.revision ?? before.revision }, before, changes);
      } catch (error) {
        const isOvertaken = AgentChatError.isInstance(error) && error.code === 'CasConflict';
        if (!isOvertaken || place.revision !== undefined) throw error;
      }
    }
  };
}

export function slugLost(): AgentChatError {
  return new AgentChatError('SlugTaken', 'Somebody else took this slug meanwhile.', {
    details: { reason: 'taken', suggestion: null },
  });
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
