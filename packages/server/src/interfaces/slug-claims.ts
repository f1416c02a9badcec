import type { Clock, RecordStore } from '@agent-chat/core';
import { type JsonValue, slugLook } from '@agent-chat/protocol';
import { changeRecord, swapRecord } from '../records/change-record.js';

/** Who has a slug. */
export interface SlugHolder {
  readonly tenant: string;
  readonly interfaceId: string;
}

export type ClaimResult = 'claimed' | 'taken' | 'retired' | 'confusable';

/**
 * Which interface has which slug, for all tenants of a deployment: one record for all slugs of one
 * look, changed by comparing and swapping. Of several who want the same slug, or one that is hard to
 * tell from it, on however many nodes, one gets it.
 */
export interface SlugClaims {
  /** `null` for one that nobody has, or that is retired. */
  find(slug: string): Promise<SlugHolder | null>;
  /** What `claim` would say; it changes nothing. */
  look(slug: string, holder: SlugHolder): Promise<ClaimResult>;
  /**
   * Before the interface is written that has it. Once it is written, ask `find` whether it still is
   * this holder's: one that is not used within a minute may go to somebody else.
   */
  claim(slug: string, holder: SlugHolder): Promise<ClaimResult>;
  /** It can be claimed again. */
  release(slug: string, holder: SlugHolder): Promise<void>;
  /** It leads nowhere, and nobody gets it any more, unless its holder comes back. */
  retire(slug: string, holder: SlugHolder): Promise<void>;
  /** It leads to this holder again, whose it was when it was retired. */
  revive(slug: string, holder: SlugHolder): Promise<void>;
}

export interface SlugClaimsOptions {
  readonly records: RecordStore;
  readonly clock: Clock;
  /** Whether the interface is there and has the slug. */
  readonly isUsed: (slug: string, holder: SlugHolder) => Promise<boolean>;
}

interface Claim {
  readonly interfaceId: string;
  readonly retired: boolean;
  /** When it was claimed, in ms. */
  readonly at: number;
}

interface LookRecord {
  /** Whose slugs have this look. */
  readonly tenant: string;
  readonly claims: Readonly<Record<string, Claim>>;
}

const COLLECTION = 'interface-slugs';
/** Slugs are unique in a deployment: their records belong to no tenant, and stand under one name. */
export const OF_DEPLOYMENT = 'deployment';
/** Whoever has not used a claim after so long has died, or will find out that it was lost. */
const UNUSED_MS = 60_000;

export function createSlugClaims({ records, clock, isUsed }: SlugClaimsOptions): SlugClaims {
  const placeOf = (slug: string) => [OF_DEPLOYMENT, COLLECTION, slugLook(slug)] as const;

  /** Without what was claimed and never used, as a process that died leaves it. */
  const livingOf = async ({ tenant, claims }: LookRecord): Promise<LookRecord['claims']> => {
    const living: [string, Claim][] = [];
    for (const [slug, claim] of Object.entries(claims)) {
      const { interfaceId, retired, at } = claim;
      const isFresh = retired || at + UNUSED_MS > clock.now();
      if (isFresh || (await isUsed(slug, { tenant, interfaceId }))) living.push([slug, claim]);
    }
    return Object.fromEntries(living);
  };

  const setRetired = (slug: string, holder: SlugHolder, retired: boolean): Promise<void> =>
    changeRecord(records, placeOf(slug), (value) => {
      const { tenant, claims } = lookRecord(value);
      const claim = claims[slug];
      if (claim === undefined || !isOf(tenant, claim, holder) || claim.retired === retired) return null;
      return jsonOf({ tenant, claims: { ...claims, [slug]: { ...claim, retired } } });
    });

  const resultOf = (
    tenant: string,
    claims: LookRecord['claims'],
    slug: string,
    holder: SlugHolder,
  ): ClaimResult => {
    const claim = Object.hasOwn(claims, slug) ? claims[slug] : undefined;
    if (claim?.retired === true) return 'retired';
    const isMine = tenant === holder.tenant && claim?.interfaceId === holder.interfaceId;
    if (claim !== undefined) return isMine ? 'claimed' : 'taken';
    // One owner may have both: what is hard to tell apart then leads to the same people.
    return tenant !== holder.tenant && Object.keys(claims).length > 0 ? 'confusable' : 'claimed';
  };

  return {
    async find(slug) {
      const { tenant, claims } = lookRecord(await records.get(...placeOf(slug)));
      const claim = Object.hasOwn(claims, slug) ? claims[slug] : undefined;
      return claim === undefined || claim.retired ? null : { tenant, interfaceId: claim.interfaceId };
    },

    async look(slug, holder) {
      const record = lookRecord(await records.get(...placeOf(slug)));
      return resultOf(record.tenant, await livingOf(record), slug, holder);
    },

    async claim(slug, holder) {
      for (;;) {
        const value = await records.get(...placeOf(slug));
        const record = lookRecord(value);
        const claims = await livingOf(record);
        const result = resultOf(record.tenant, claims, slug, holder);
        if (result !== 'claimed' || Object.hasOwn(claims, slug)) return result;
        const claim: Claim = { interfaceId: holder.interfaceId, retired: false, at: clock.now() };
        const next = { tenant: holder.tenant, claims: { ...claims, [slug]: claim } };
        if (await swapRecord(records, placeOf(slug), value, jsonOf(next))) return 'claimed';
      }
    },

    async release(slug, holder) {
      await changeRecord(records, placeOf(slug), (value) => {
        const { tenant, claims } = lookRecord(value);
        const { [slug]: claim, ...rest } = claims;
        return isHeld(tenant, claim, holder) ? jsonOf({ tenant, claims: rest }) : null;
      });
    },

    retire: (slug, holder) => setRetired(slug, holder, true),
    revive: (slug, holder) => setRetired(slug, holder, false),
  };
}

function isHeld(tenant: string, claim: Claim | undefined, holder: SlugHolder): claim is Claim {
  return claim !== undefined && isOf(tenant, claim, holder) && !claim.retired;
}

function isOf(tenant: string, { interfaceId }: Claim, holder: SlugHolder): boolean {
  return tenant === holder.tenant && interfaceId === holder.interfaceId;
}

function lookRecord(value: JsonValue): LookRecord {
  return value === null ? { tenant: '', claims: {} } : (value as unknown as LookRecord);
}

function jsonOf(record: LookRecord): JsonValue {
  return record as unknown as JsonValue;
}
