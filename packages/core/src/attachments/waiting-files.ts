import { AgentChatError } from '@agent-chat/protocol';
import type { Clock } from '../ports/environment.js';
import type { RecordStore } from '../ports/record-store.js';
import { type AttachmentShelf, isWaiting, type Upload, type WaitingUpload } from './attachment-shelf.js';
import type { Attachments } from './attachments.js';
import { isInLog } from './is-in-log.js';
import { tryEach } from './try-each.js';

export interface WaitingFilesOptions {
  readonly records: RecordStore;
  readonly shelfOf: (tenant: string) => AttachmentShelf;
  readonly remove: (tenant: string, conversationId: string, upload: Upload) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What becomes of files between their arrival and a message that carries them. */
export function createWaitingFiles(
  options: WaitingFilesOptions,
): Pick<Attachments, 'claim' | 'withdraw' | 'countWaiting' | 'reap'> {
  const { records, shelfOf, remove, clock } = options;

  /** Whether a message may carry it: from here on nobody removes it. */
  const claim = async (shelf: AttachmentShelf, { conversationId, attachmentId }: Place): Promise<boolean> => {
    const isClaimed = await shelf.change(conversationId, attachmentId, (found) =>
      found.isReaped === true || found.waitingSince === undefined
        ? null
        : { ...found, claims: (found.claims ?? 0) + 1, claimedAt: new Date(clock.now()).toISOString() },
    );
    if (isClaimed) return true;
    // One that a message carries waits no more, and needs no claim.
    const upload = await shelf.uploadOf(conversationId, attachmentId);
    return upload !== null && upload.isReaped !== true;
  };

  const carried = async (shelf: AttachmentShelf, { conversationId, attachmentId }: Place): Promise<void> => {
    const since = (await shelf.uploadOf(conversationId, attachmentId))?.waitingSince;
    if (since === undefined) return;
    await shelf.change(conversationId, attachmentId, ({ waitingSince, ...kept }) =>
      waitingSince === undefined ? null : unclaimed(kept),
    );
    await shelf.endWaiting({ attachmentId, waitingSince: since });
  };

  const giveBack = async (shelf: AttachmentShelf, { conversationId, attachmentId }: Place): Promise<void> => {
    await shelf.change(conversationId, attachmentId, (upload) => {
      const { waitingSince, claims = 0 } = upload;
      // Another message carries it meanwhile.
      if (waitingSince === undefined || claims === 0) return null;
      return claims === 1 ? unclaimed(upload) : { ...upload, claims: claims - 1 };
    });
  };

  /**
   * Nobody has said what became of a message since then, as is so when its process has died: the log
   * tells. Whether it waits again.
   */
  const settleOld = async (
    shelf: AttachmentShelf,
    place: Place,
    claimedBefore: string,
    isLogged: () => Promise<boolean>,
  ): Promise<boolean> => {
    const { conversationId, attachmentId } = place;
    const upload = await shelf.uploadOf(conversationId, attachmentId);
    if (upload === null || (upload.claimedAt ?? '') >= claimedBefore) return false;
    if (await isLogged()) {
      await carried(shelf, place);
      return false;
    }
    return shelf.change(conversationId, attachmentId, (found) =>
      found.claims === upload.claims && found.claimedAt === upload.claimedAt ? unclaimed(found) : null,
    );
  };

  const removeWaiting = async (
    tenant: string,
    { conversationId, attachmentId }: Place,
  ): Promise<'removed' | 'claimed' | 'none'> => {
    const shelf = shelfOf(tenant);
    // From here on no message gets it, so that nothing is removed which one shows.
    await shelf.change(conversationId, attachmentId, (found) =>
      !isWaiting(found) || found.isReaped ? null : { ...found, isReaped: true },
    );
    const upload = await shelf.uploadOf(conversationId, attachmentId);
    if (upload?.isReaped !== true) return upload?.waitingSince === undefined ? 'none' : 'claimed';
    await remove(tenant, conversationId, upload);
    return 'removed';
  };

  return {
    async claim({ tenant, conversationId, attachmentIds }) {
      const shelf = shelfOf(tenant);
      // One that a message carries twice has one claim, as it ends to wait once.
      const places = [...new Set(attachmentIds)].map((attachmentId) => ({ conversationId, attachmentId }));
      const claimed: Place[] = [];
      const giveAllBack = async () => {
        for (const place of claimed) await giveBack(shelf, place);
      };
      for (const place of places) {
        if (await claim(shelf, place)) claimed.push(place);
        else {
          await giveAllBack();
          unknownAttachment();
        }
      }
      return async (isLogged) => {
        if (!isLogged) return giveAllBack();
        for (const place of places) await carried(shelf, place);
      };
    },

    async withdraw({ tenant, attachmentId }) {
      const record = await shelfOf(tenant).byId(attachmentId);
      if (record === null || (await removeWaiting(tenant, record)) !== 'removed') return false;
      await records.forgetOld?.();
      return true;
    },

    countWaiting: ({ tenant, conversationId }) => shelfOf(tenant).countWaiting(conversationId),

    async reap({ tenant, receivedBeforeMs, events }) {
      const shelf = shelfOf(tenant);
      const before = new Date(receivedBeforeMs).toISOString();
      let removed = 0;
      await tryEach(shelf.waitingBefore(before), async (upload) => {
        let outcome = await removeWaiting(tenant, upload);
        const isLogged = () => isInLog(events, { tenant, ...upload });
        if (outcome === 'claimed' && (await settleOld(shelf, upload, before, isLogged))) {
          outcome = await removeWaiting(tenant, upload);
        }
        if (outcome === 'removed') removed += 1;
        // It may be given back yet.
        if (outcome !== 'claimed') await shelf.endWaiting(upload);
      });
      return removed;
    },
  };
}

type Place = Pick<WaitingUpload, 'conversationId' | 'attachmentId'>;

function unclaimed<State extends Pick<Upload, 'claims' | 'claimedAt'>>({
  claims: _claims,
  claimedAt: _claimedAt,
  ...kept
}: State): Omit<State, 'claims' | 'claimedAt'> {
  return kept;
}

export function unknownAttachment(): never {
  throw new AgentChatError('UnknownAttachment', 'There is no such attachment.');
}
