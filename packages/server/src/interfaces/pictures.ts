import type { BlobStore, Clock, Ids, RecordStore } from '@agent-chat/core';
import { AgentChatError, type ChatInterface, type JsonValue } from '@agent-chat/protocol';
import { imageTypeOf } from './image-type.js';
import { OF_DEPLOYMENT } from './slug-claims.js';

/** Where pictures of interfaces are served, by a name that nobody can guess. */
export const PICTURE_PATH = '/api/public/interface-assets/';

/** The pictures of interfaces: covers, icons. What stands under a name never changes. */
export interface Pictures {
  /** @throws AgentChatError `UnsupportedMediaType`, `PayloadTooLarge`, `Unavailable` */
  add(tenant: string, interfaceId: string, upload: PictureUpload): Promise<AddedPicture>;
  /** The bytes under a name of `PICTURE_PATH`; `null` for a name that was never given. */
  read(name: string): Promise<ReadPicture | null>;
  /** Whether the address is one of a picture of this interface. */
  owns(tenant: string, interfaceId: string, url: string): Promise<boolean>;
  /** `record` with a picture of its own wherever it has one of another interface. */
  copied<T extends ChatInterface>(tenant: string, record: T): Promise<T>;
  /**
   * Removes, of all tenants, what no interface has shown for a day, as far as was seen. How many it
   * removed. Any number of nodes may do it at the same time.
   */
  sweep(): Promise<number>;
}

export interface PictureUpload {
  readonly bytes: Uint8Array;
  /** What the upload says that it is; `null`: nothing. */
  readonly contentType: string | null;
}

export interface AddedPicture {
  /** A path on this server. */
  readonly url: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

export interface ReadPicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

export interface PicturesOptions {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  /** The interface as it is stored, deleted or not: what it shows is kept. `null`: there is none. */
  readonly interfaceOf: (tenant: string, interfaceId: string) => Promise<ChatInterface | null>;
  readonly ids: Ids;
  readonly clock: Clock;
}

interface PictureRecord {
  readonly tenant: string;
  readonly interfaceId: string;
  readonly hash: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly createdAt: string;
  /** As whose the bytes are stored: nothing else stands on them, so that they can go with their picture. */
  readonly blobOwner: string;
  /** Since when it was seen that its interface does not show it. */
  readonly unusedSince?: string;
}

type NewPicture = Omit<PictureRecord, 'createdAt' | 'blobOwner' | 'unusedSince' | 'hash' | 'sizeBytes'>;

const COLLECTION = 'interface-pictures';
/** Of each interface, so that they can be counted. */
const INDEX = 'pictures-of-interfaces';
const NAME = /^[\w-]{16,48}\.[a-z]{3,4}$/;
/** Of one interface, those that it does not show any more among them. */
const MOST_PICTURES = 200;
const UNUSED_FOR_MS = 86_400_000;
const PAGE = 200;

export function createPictures(options: PicturesOptions): Pictures {
  const { records, blobs, interfaceOf, ids, clock } = options;
  const now = (): string => new Date(clock.now()).toISOString();

  const find = async (name: string): Promise<PictureRecord | null> =>
    NAME.test(name)
      ? ((await records.get(OF_DEPLOYMENT, COLLECTION, name)) as unknown as PictureRecord | null)
      : null;

  const keep = async (picture: NewPicture, bytes: Uint8Array, extension: string): Promise<AddedPicture> => {
    const name = `${ids.next('picture')}.${extension}`;
    const { tenant, interfaceId, contentType } = picture;
    // The index first: what is served is counted.
    await records.put(tenant, INDEX, `${interfaceId}/${name}`, null);
    const blobOwner = `${tenant}/${name}`;
    const { hash, sizeBytes } = await blobs.put(blobOwner, bytes);
    const value = { ...picture, hash, sizeBytes, createdAt: now(), blobOwner };
    await records.put(OF_DEPLOYMENT, COLLECTION, name, value satisfies JsonValue);
    return { url: PICTURE_PATH + name, contentType, sizeBytes };
  };

  const bytesOf = ({ hash, blobOwner }: PictureRecord): Promise<Uint8Array | null> =>
    blobs.get(blobOwner, hash);

  const copy = async (tenant: string, interfaceId: string, url: string): Promise<string> => {
    const name = nameIn(url);
    const found = name === null ? null : await find(name);
    if (name === null || found === null || found.tenant !== tenant) return url;
    const bytes = await bytesOf(found);
    if (bytes === null) return url;
    const { contentType } = found;
    const extension = name.slice(name.lastIndexOf('.') + 1);
    return (await keep({ tenant, interfaceId, contentType }, bytes, extension)).url;
  };

  /** Whether it has removed it. */
  const sweepOne = async (name: string, picture: PictureRecord): Promise<boolean> => {
    const { tenant, interfaceId, hash, blobOwner, unusedSince } = picture;
    const record = await interfaceOf(tenant, interfaceId);
    const isUsed = record !== null && picturesOf(record).includes(PICTURE_PATH + name);
    if (isUsed) {
      const { unusedSince: _, ...used } = picture;
      if (unusedSince !== undefined) {
        await records.replace(OF_DEPLOYMENT, COLLECTION, name, jsonOf(picture), jsonOf(used));
      }
      return false;
    }
    if (unusedSince === undefined) {
      const seen = { ...picture, unusedSince: now() };
      await records.replace(OF_DEPLOYMENT, COLLECTION, name, jsonOf(picture), jsonOf(seen));
      return false;
    }
    if (Date.parse(unusedSince) + UNUSED_FOR_MS > clock.now()) return false;
    // The record last: while it is there, the rest is found again.
    await blobs.delete(blobOwner, hash);
    await records.delete(tenant, INDEX, `${interfaceId}/${name}`);
    return records.delete(OF_DEPLOYMENT, COLLECTION, name);
  };

  return {
    async add(tenant, interfaceId, { bytes, contentType }) {
      const type = imageTypeOf(bytes);
      const said = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? null;
      const isOpen = said === null || said === '' || said === 'application/octet-stream';
      if (type === null || (!isOpen && said !== type.contentType)) {
        throw new AgentChatError('UnsupportedMediaType', 'Send a PNG, JPEG, GIF, WebP or AVIF picture.', {
          details: { contentType: said, found: type?.contentType ?? null },
        });
      }
      const others = await records.list(tenant, INDEX, { prefix: `${interfaceId}/`, limit: MOST_PICTURES });
      if (others.length >= MOST_PICTURES) {
        throw new AgentChatError('PayloadTooLarge', `An interface may have ${MOST_PICTURES} pictures.`, {
          details: { maxPictures: MOST_PICTURES },
        });
      }
      return keep({ tenant, interfaceId, contentType: type.contentType }, bytes, type.extension);
    },

    async read(name) {
      const found = await find(name);
      const bytes = found === null ? null : await bytesOf(found);
      if (found === null || bytes === null) return null;
      return { bytes: new Uint8Array(bytes), contentType: found.contentType };
    },

    async owns(tenant, interfaceId, url) {
      const name = nameIn(url);
      const found = name === null ? null : await find(name);
      return found !== null && found.tenant === tenant && found.interfaceId === interfaceId;
    },

    async copied(tenant, record) {
      const ofCopy = (url: string): Promise<string> => copy(tenant, record.interfaceId, url);
      return {
        ...record,
        coverValue: record.coverType === 'image' ? await ofCopy(record.coverValue) : record.coverValue,
        iconUrl: record.iconUrl === null ? null : await ofCopy(record.iconUrl),
        widgetButtonIcon: await ofCopy(record.widgetButtonIcon),
      };
    },

    async sweep() {
      let removed = 0;
      for (let after: string | undefined; ; ) {
        const page = await records.list(OF_DEPLOYMENT, COLLECTION, {
          limit: PAGE,
          ...(after !== undefined && { after }),
        });
        for (const { id, value } of page) {
          if (await sweepOne(id, value as unknown as PictureRecord)) removed += 1;
        }
        after = page.at(-1)?.id;
        if (after === undefined || page.length < PAGE) return removed;
      }
    },
  };
}

/** The addresses at which an interface may show a picture. */
function picturesOf({ coverValue, iconUrl, widgetButtonIcon }: ChatInterface): readonly (string | null)[] {
  return [coverValue, iconUrl, widgetButtonIcon];
}

function jsonOf(picture: PictureRecord): JsonValue {
  return picture as unknown as JsonValue;
}

function nameIn(url: string): string | null {
  return url.startsWith(PICTURE_PATH) ? url.slice(PICTURE_PATH.length) : null;
}
