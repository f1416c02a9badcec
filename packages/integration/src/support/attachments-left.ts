import { createHash } from 'node:crypto';
import type { Attachments, ListedRecord, Store } from '@agent-chat/core';
import { type ConversationEvent, isKnownPart, type Part } from '@agent-chat/protocol';
import { expect } from 'vitest';

const COLLECTIONS = ['places', 'versions', 'uploads', 'uses', 'waiting'] as const;
const PAGE = 1_000;

/** The ids of the files that an event shows. */
export function attachmentsIn({ payload }: ConversationEvent): string[] {
  const { parts = [] } = payload as { readonly parts?: readonly Part[] };
  return parts.flatMap((part) =>
    isKnownPart(part) && part.type === 'attachment' ? [part.attachmentId] : [],
  );
}

/**
 * That of a conversation's files there are those that messages carry, and nothing of all others: of
 * those that somebody was told are kept, and of those whose sender never heard of them again. Their ids begin
 * with the id of the conversation and a blank.
 *
 * @param files.kept what somebody was told is kept: the text in it, by its id
 */
export async function expectFilesLeft(
  { blobs, records }: Pick<Store, 'blobs' | 'records'>,
  attachments: Attachments,
  files: {
    readonly tenant: string;
    readonly conversationId: string;
    readonly kept: ReadonlyMap<string, string>;
    readonly carried: ReadonlySet<string>;
  },
): Promise<void> {
  const { tenant, conversationId, kept, carried } = files;
  for (const [attachmentId, text] of kept) {
    const isCarried = carried.has(attachmentId);
    const hash = createHash('sha256').update(text).digest('hex');
    expect(await blobs.has(tenant, hash), text).toBe(isCarried);
    if (!isCarried) continue;
    const { bytes } = await attachments.content({ tenant, attachmentId });
    expect(new TextDecoder().decode(bytes)).toBe(text);
  }
  expect(await attachments.countWaiting({ tenant, conversationId })).toBe(0);
  const named = new RegExp(`${conversationId} \\d+ attachment \\d+`);
  for (const collection of COLLECTIONS) {
    const left = new Set<string>();
    for await (const { id, value } of rowsOf(records, tenant, `attachment_${collection}`)) {
      const [attachmentId] = named.exec(id + JSON.stringify(value)) ?? [];
      if (attachmentId !== undefined) left.add(attachmentId);
    }
    expect(left, collection).toEqual(collection === 'waiting' ? new Set() : carried);
  }
}

async function* rowsOf(
  records: Store['records'],
  tenant: string,
  collection: string,
): AsyncGenerator<ListedRecord, void, undefined> {
  for (let after: string | undefined; ; ) {
    const more = after === undefined ? {} : { after };
    const page = await records.list(tenant, collection, { limit: PAGE, ...more });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.id;
  }
}
