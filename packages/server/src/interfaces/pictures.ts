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
  /** Absent: no picture can be added. */
  readonly blobs: BlobStore | undefined;
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
}

const COLLECTION = 'interface-pictures';
/** Of each interface, so that they can be counted. */
const INDEX = 'pictures-of-interfaces';
const NAME = /^[\w-]{16,48}\.[a-z]{3,4}$/;
/** Of one interface, those that it does not show any more among them. */
const MOST_PICTURES = 200;

export function createPictures({ records, blobs, ids, clock }: PicturesOptions): Pictures {
  const find = async (name: string): Promise<PictureRecord | null> =>
    NAME.test(name)
      ? ((await records.get(OF_DEPLOYMENT, COLLECTION, name)) as unknown as PictureRecord | null)
      : null;

  const keep = async (record: Omit<PictureRecord, 'createdAt'>, extension: string): Promise<string> => {
    const name = `${ids.next('picture')}.${extension}`;
    const value = { ...record, createdAt: new Date(clock.now()).toISOString() };
    const { tenant, interfaceId } = record;
    // The index first: what is served is counted.
    await records.put(tenant, INDEX, `${interfaceId}/${name}`, null);
    await records.put(OF_DEPLOYMENT, COLLECTION, name, value satisfies JsonValue);
    return PICTURE_PATH + name;
  };

  const copy = async (tenant: string, interfaceId: string, url: string): Promise<string> => {
    const name = nameIn(url);
    const found = name === null ? null : await find(name);
    if (name === null || found === null || found.tenant !== tenant) return url;
    const { createdAt: _, ...picture } = found;
    return keep({ ...picture, interfaceId }, name.slice(name.lastIndexOf('.') + 1));
  };

  return {
    async add(tenant, interfaceId, { bytes, contentType }) {
      if (blobs === undefined) {
        throw new AgentChatError('Unavailable', 'This server keeps no pictures: it has no store for them.', {
          retryable: false,
        });
      }
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
      const { hash, sizeBytes } = await blobs.put(tenant, bytes);
      const picture = { tenant, interfaceId, hash, contentType: type.contentType, sizeBytes };
      return { url: await keep(picture, type.extension), contentType: type.contentType, sizeBytes };
    },

    async read(name) {
      const found = await find(name);
      const bytes = found === null ? null : ((await blobs?.get(found.tenant, found.hash)) ?? null);
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
  };
}

function nameIn(url: string): string | null {
  return url.startsWith(PICTURE_PATH) ? url.slice(PICTURE_PATH.length) : null;
}
