import type { JsonValue } from '@agent-chat/protocol';
import type { ListedRecord, RecordStore } from '../ports/record-store.js';
import type { AttachmentRecord } from './attachment-record.js';

/** Each version of a document, under conversation, document and version: the newest first. */
const VERSIONS = 'attachment_versions';
/** Where the version of an attachment stands. */
const PLACES = 'attachment_places';
/** Everything that was begun in a conversation: what must go with it. */
const UPLOADS = 'attachment_uploads';
/** Which attachments stand on a content. */
const USES = 'attachment_uses';
/** Uploads that no message carries yet, the oldest first. */
const WAITING = 'attachment_waiting';

/** Ids are ordered as text: so that the first one of a document is the newest. */
export const LAST_VERSION = 9_999_999_999;
const VERSION_DIGITS = 10;
const PAGE = 100;

export interface Place {
  readonly conversationId: string;
  readonly docId: string;
  readonly version: number;
}

export interface Upload {
  readonly attachmentId: string;
  /** Of its content, where contents are found by it; `null`: it is found by the attachment. */
  readonly hash: string | null;
  /** ISO 8601: no message carries it yet. */
  readonly waitingSince?: string;
  /** How many messages are being logged that carry it: nobody removes it while it waits. */
  readonly claims?: number;
  /** ISO 8601: when the newest of them began to be. */
  readonly claimedAt?: string;
  /** Somebody still has to look at it: its content is for nobody. */
  readonly isHeld?: true;
  /** Nobody wanted it: it is being removed. */
  readonly isReaped?: true;
}

/** An upload that was begun long ago. */
export interface WaitingUpload {
  readonly conversationId: string;
  readonly attachmentId: string;
  readonly waitingSince: string;
}

/** The records of one tenant's attachments: what is written where. */
export class AttachmentShelf {
  readonly #records: RecordStore;
  readonly #tenant: string;

  constructor(records: RecordStore, tenant: string) {
    this.#records = records;
    this.#tenant = tenant;
  }

  /**
   * Before the content is stored: a crash then leaves nothing that cannot be found and deleted. Each is
   * written when that is there by which it is found.
   */
  async begin(conversationId: string, upload: Upload): Promise<void> {
    const { attachmentId, hash, waitingSince } = upload;
    if (waitingSince !== undefined) {
      const id = waitingName(waitingSince, attachmentId);
      await this.#records.put(this.#tenant, WAITING, id, { conversationId });
    }
    await this.#records.put(this.#tenant, UPLOADS, nameOf(conversationId, attachmentId), stateOf(upload));
    if (hash !== null) {
      await this.#records.put(this.#tenant, USES, useName(hash, attachmentId), { conversationId });
    }
  }

  /**
   * Of several callers that change it at the same time none undoes another's. Whether `next` wanted a
   * change, and it is made.
   */
  async change(
    conversationId: string,
    attachmentId: string,
    next: (upload: Upload) => Upload | null,
  ): Promise<boolean> {
    for (;;) {
      const found = await this.uploadOf(conversationId, attachmentId);
      const wanted = found === null ? null : next(found);
      if (found === null || wanted === null) return false;
      const id = nameOf(conversationId, attachmentId);
      if (await this.#records.replace(this.#tenant, UPLOADS, id, stateOf(found), stateOf(wanted)))
        return true;
    }
  }

  async endWaiting({ waitingSince, attachmentId }: Omit<WaitingUpload, 'conversationId'>): Promise<void> {
    await this.#records.delete(this.#tenant, WAITING, waitingName(waitingSince, attachmentId));
  }

  /** Those that wait since before then. */
  async *waitingBefore(instant: string): AsyncGenerator<WaitingUpload, void, undefined> {
    for await (const { id, value } of this.#all(WAITING)) {
      const slash = id.indexOf('/');
      const waitingSince = id.slice(0, slash);
      if (waitingSince >= instant) return;
      const { conversationId } = value as { conversationId: string };
      yield { conversationId, waitingSince, attachmentId: id.slice(slash + 1) };
    }
  }

  /** Of several callers one adds a version; it does so for good. */
  async add(record: AttachmentRecord): Promise<boolean> {
    const { conversationId, docId, version } = record;
    // The place first: whoever finds a version can find it by its id too.
    await this.#records.put(this.#tenant, PLACES, record.attachmentId, { conversationId, docId, version });
    return this.#records.putIfAbsent(this.#tenant, VERSIONS, versionName(record), { ...record });
  }

  async version(place: Place): Promise<AttachmentRecord | null> {
    return asRecord(await this.#records.get(this.#tenant, VERSIONS, versionName(place)));
  }

  async newest(conversationId: string, docId: string): Promise<AttachmentRecord | null> {
    const prefix = prefixOf(conversationId, docId);
    const [newest] = await this.#records.list(this.#tenant, VERSIONS, { prefix, limit: 1 });
    return newest ? asRecord(newest.value) : null;
  }

  async byId(attachmentId: string): Promise<AttachmentRecord | null> {
    const place = (await this.#records.get(this.#tenant, PLACES, attachmentId)) as Place | null;
    const record = place && (await this.version(place));
    // The version may be another's, who was faster while this one died.
    return record?.attachmentId === attachmentId ? record : null;
  }

  async allOf(conversationId: string): Promise<readonly AttachmentRecord[]> {
    const found: AttachmentRecord[] = [];
    for await (const { value } of this.#all(VERSIONS, prefixOf(conversationId))) {
      found.push(value as unknown as AttachmentRecord);
    }
    return found;
  }

  /** What was begun in the conversation and is not removed. */
  async *uploadsOf(conversationId: string): AsyncGenerator<Upload, void, undefined> {
    for await (const { id, value } of this.#all(UPLOADS, prefixOf(conversationId))) {
      const [, attachmentId] = JSON.parse(id) as [string, string];
      yield uploadFrom(attachmentId, value);
    }
  }

  async countWaiting(conversationId: string): Promise<number> {
    let count = 0;
    for await (const upload of this.uploadsOf(conversationId)) if (isWaiting(upload)) count += 1;
    return count;
  }

  /** What was begun under this id in this conversation and is not removed. */
  async uploadOf(conversationId: string, attachmentId: string): Promise<Upload | null> {
    const value = await this.#records.get(this.#tenant, UPLOADS, nameOf(conversationId, attachmentId));
    return value === null ? null : uploadFrom(attachmentId, value);
  }

  /** All but what `end` removes, which is how a removal that was cut off is found again. */
  async remove({ attachmentId, hash }: Upload): Promise<void> {
    const record = await this.byId(attachmentId);
    if (record) await this.#records.delete(this.#tenant, VERSIONS, versionName(record));
    await this.#records.delete(this.#tenant, PLACES, attachmentId);
    if (hash !== null) await this.#records.delete(this.#tenant, USES, useName(hash, attachmentId));
  }

  async end(conversationId: string, { attachmentId, waitingSince }: Upload): Promise<void> {
    await this.#records.delete(this.#tenant, UPLOADS, nameOf(conversationId, attachmentId));
    // Last: by this a removal that was cut off is found where nobody asks for it again.
    if (waitingSince !== undefined) await this.endWaiting({ waitingSince, attachmentId });
  }

  async isUsed(hash: string): Promise<boolean> {
    return (await this.#records.list(this.#tenant, USES, { prefix: useName(hash, ''), limit: 1 })).length > 0;
  }

  /** Read page by page: what is removed meanwhile moves none of those behind it. */
  async *#all(collection: string, prefix = ''): AsyncGenerator<ListedRecord, void, undefined> {
    for (let after: string | undefined; ; ) {
      const options = { prefix, limit: PAGE, ...(after !== undefined && { after }) };
      const page = await this.#records.list(this.#tenant, collection, options);
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id;
    }
  }
}

/** Whether no message carries it, and none is about to. */
export function isWaiting({ waitingSince, claims = 0 }: Upload): boolean {
  return waitingSince !== undefined && claims === 0;
}

/** As JSON, each part may hold any character, and no name is the beginning of another's. */
function nameOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** What the names of all that begin with these parts begin with. */
function prefixOf(...parts: readonly string[]): string {
  return `${nameOf(...parts).slice(0, -1)},`;
}

function versionName({ conversationId, docId, version }: Place): string {
  return nameOf(conversationId, docId, String(LAST_VERSION - version).padStart(VERSION_DIGITS, '0'));
}

/** What `change` compares: all but the id, which is its name. */
function stateOf({ attachmentId: _, ...state }: Upload): JsonValue {
  return { ...state };
}

function uploadFrom(attachmentId: string, state: JsonValue): Upload {
  return { ...(state as unknown as Omit<Upload, 'attachmentId'>), attachmentId };
}

function waitingName(since: string, attachmentId: string): string {
  return `${since}/${attachmentId}`;
}

function useName(hash: string, attachmentId: string): string {
  return `${hash}/${attachmentId}`;
}

/** Only `add` writes there. */
function asRecord(value: JsonValue | null): AttachmentRecord | null {
  return value as unknown as AttachmentRecord | null;
}
