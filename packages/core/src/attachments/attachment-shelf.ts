import type { JsonValue } from '@agent-chat/protocol';
import type { RecordStore } from '../ports/record-store.js';
import type { AttachmentRecord } from './attachment-record.js';

/** Each version of a document, under conversation, document and version: the newest first. */
const VERSIONS = 'attachment_versions';
/** Where the version of an attachment stands. */
const PLACES = 'attachment_places';
/** Everything that was begun in a conversation: what must go with it. */
const UPLOADS = 'attachment_uploads';
/** Which attachments stand on a content. */
const USES = 'attachment_uses';

/** Ids are ordered as text: so that the first one of a document is the newest. */
const LAST_VERSION = 9_999_999_999;
const VERSION_DIGITS = 10;
const PAGE = 100;

export interface Place {
  readonly conversationId: string;
  readonly docId: string;
  readonly version: number;
}

export interface Upload {
  readonly attachmentId: string;
  readonly hash: string;
}

/** The records of one tenant's attachments: what is written where. */
export class AttachmentShelf {
  readonly #records: RecordStore;
  readonly #tenant: string;

  constructor(records: RecordStore, tenant: string) {
    this.#records = records;
    this.#tenant = tenant;
  }

  /** Before the content is stored: a crash then leaves nothing that cannot be found and deleted. */
  async begin(conversationId: string, { attachmentId, hash }: Upload): Promise<void> {
    await Promise.all([
      this.#records.put(this.#tenant, UPLOADS, nameOf(conversationId, attachmentId), { hash }),
      this.#records.put(this.#tenant, USES, useName(hash, attachmentId), { conversationId }),
    ]);
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
    const prefix = prefixOf(conversationId);
    let after: string | undefined;
    do {
      const page = await this.#records.list(this.#tenant, VERSIONS, {
        prefix,
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      for (const { value } of page) found.push(value as unknown as AttachmentRecord);
      after = page.length === PAGE ? page.at(-1)?.id : undefined;
    } while (after !== undefined);
    return found;
  }

  /** A page of what was begun in the conversation and is not removed. */
  async uploadsOf(conversationId: string): Promise<readonly Upload[]> {
    const prefix = prefixOf(conversationId);
    const page = await this.#records.list(this.#tenant, UPLOADS, { prefix, limit: PAGE });
    return page.map(({ id, value }) => {
      const [, attachmentId] = JSON.parse(id) as [string, string];
      return { attachmentId, hash: (value as { hash: string }).hash };
    });
  }

  /** What was begun under this id in this conversation and is not removed. */
  async uploadOf(conversationId: string, attachmentId: string): Promise<Upload | null> {
    const value = await this.#records.get(this.#tenant, UPLOADS, nameOf(conversationId, attachmentId));
    return value === null ? null : { attachmentId, hash: (value as { hash: string }).hash };
  }

  /** All but what `end` removes, which is how a removal that was cut off is found again. */
  async remove({ attachmentId, hash }: Upload): Promise<void> {
    const record = await this.byId(attachmentId);
    if (record) await this.#records.delete(this.#tenant, VERSIONS, versionName(record));
    await this.#records.delete(this.#tenant, PLACES, attachmentId);
    await this.#records.delete(this.#tenant, USES, useName(hash, attachmentId));
  }

  async end(conversationId: string, { attachmentId }: Upload): Promise<void> {
    await this.#records.delete(this.#tenant, UPLOADS, nameOf(conversationId, attachmentId));
  }

  async isUsed(hash: string): Promise<boolean> {
    return (await this.#records.list(this.#tenant, USES, { prefix: useName(hash, ''), limit: 1 })).length > 0;
  }
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

function useName(hash: string, attachmentId: string): string {
  return `${hash}/${attachmentId}`;
}

/** Only `add` writes there. */
function asRecord(value: JsonValue | null): AttachmentRecord | null {
  return value as unknown as AttachmentRecord | null;
}
