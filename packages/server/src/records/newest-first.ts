import type { KeyedRecord, RecordStore } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';

/** A page of records that are listed by when they were last changed, the newest first. */
export interface NewestOptions {
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  /** How many to leave out. Default 0. */
  readonly offset?: number;
  readonly limit: number;
}

export interface NewestPage {
  readonly found: readonly KeyedRecord[];
  /** `null` where nothing follows. */
  readonly next: string | null;
}

const LATEST_MS = 9_999_999_999_999;
const DIGITS = 13;
const PLACE = /^(\d{13})~(.+)$/s;

/** The end of a key, by which the newest comes first. */
export function newestRank(instant: string): string {
  const ms = Math.min(Math.max(Date.parse(instant), 0), LATEST_MS);
  return String(LATEST_MS - ms).padStart(DIGITS, '0');
}

/** What a page whose last record this is calls the next one. Comes in the order of the records. */
export function placeOf(record: KeyedRecord): string {
  return `${rankIn(record)}~${record.id}`;
}

/**
 * What has a key of one of `prefixes` and a rank, in one order, those of one time by their ids. No record
 * has more than one of the keys. Of each prefix it reads as much as may be on the page, and no more.
 *
 * @throws AgentChatError `InvalidRequest` for an `after` that no page gave
 */
export async function newestFirst(
  records: RecordStore,
  [tenant, collection]: readonly [tenant: string, collection: string],
  prefixes: readonly string[],
  { after, offset = 0, limit }: NewestOptions,
): Promise<NewestPage> {
  const place = after === undefined ? null : placeIn(after);
  // One more than is shown: whether anything follows.
  const wanted = offset + limit + 1;
  const listed = await Promise.all(
    prefixes.map((prefix) =>
      records.listByKey(tenant, collection, {
        prefix,
        limit: wanted,
        ...(place !== null && { after: { key: prefix + place.rank, id: place.id } }),
      }),
    ),
  );
  const all = listed.flat().toSorted(byRank).slice(offset, wanted);
  const found = all.slice(0, limit);
  const last = found.at(-1);
  const isMore = last !== undefined && all.length > limit;
  return { found, next: isMore ? placeOf(last) : null };
}

function byRank(one: KeyedRecord, other: KeyedRecord): number {
  const [first, second] = [rankIn(one), rankIn(other)];
  if (first !== second) return first < second ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function rankIn({ key }: KeyedRecord): string {
  return key.slice(-DIGITS);
}

function placeIn(after: string): { readonly rank: string; readonly id: string } {
  const [, rank, id] = PLACE.exec(after) ?? [];
  if (rank !== undefined && id !== undefined) return { rank, id };
  throw new AgentChatError('InvalidRequest', '"after" must be the "next" of a page.', {
    details: { path: 'after' },
  });
}
