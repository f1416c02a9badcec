import type { Logger, TurnFiles } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { ModelImage } from '../model/model-port.js';
import type { PictureRef, TranscriptItem } from './transcript.js';

/** How much of a conversation's pictures one prompt carries: the newest first. */
export interface ImageLimits {
  /** Default 10. */
  readonly maxCount?: number;
  /** Of one picture. Default 3,750,000, which as base64 is what providers take. */
  readonly maxBytes?: number;
  /** Of all of them. Default 12,000,000. */
  readonly maxTotalBytes?: number;
}

/** What a model is shown of the pictures of one message, and why not of the others. */
export interface ShownPictures {
  readonly images: readonly ModelImage[];
  readonly leftOut: readonly { readonly name: string; readonly because: string }[];
}

type SaidItem = Extract<TranscriptItem, { type: 'said' }>;

export interface TurnPicturesOptions {
  /** Absent: the files of messages cannot be read. */
  readonly files: TurnFiles | undefined;
  /** What the model takes. */
  readonly imageTypes: readonly string[];
  readonly limits: ImageLimits;
  readonly logger: Logger;
}

const NOT_NEWEST = 'only the newest pictures are shown';
const TOO_LARGE_TOGETHER = 'the pictures together are too large';

/** The pictures that the prompts of one turn carry. Each is read once. */
export class TurnPictures {
  readonly #options: TurnPicturesOptions;
  /** The picture, or why it cannot be had. */
  readonly #read = new Map<string, Promise<ModelImage | string>>();

  constructor(options: TurnPicturesOptions) {
    this.#options = options;
  }

  /** By the items that have pictures. */
  async of(items: readonly TranscriptItem[]): Promise<ReadonlyMap<TranscriptItem, ShownPictures>> {
    const { maxCount = 10, maxTotalBytes = 12_000_000 } = this.#options.limits;
    const shown = new Map<TranscriptItem, ShownPictures>();
    const ids = new Set<string>();
    let bytesLeft = maxTotalBytes;
    let isFull = false;
    const newestFirst = items.filter(hasPictures).toReversed();
    for (const item of newestFirst) {
      const images: ModelImage[] = [];
      const leftOut: { name: string; because: string }[] = [];
      for (const picture of item.pictures) {
        const { name, attachmentId } = picture;
        if (ids.has(attachmentId)) continue;
        // What is older than the first that finds no room is not read: there may be very many.
        const noRoom = ids.size >= maxCount ? NOT_NEWEST : isFull ? TOO_LARGE_TOGETHER : null;
        const found = noRoom ?? (await this.#find(picture));
        if (typeof found === 'string') leftOut.push({ name, because: found });
        else if (found.bytes.length > bytesLeft) {
          leftOut.push({ name, because: TOO_LARGE_TOGETHER });
          isFull = true;
        } else {
          images.push(found);
          ids.add(attachmentId);
          bytesLeft -= found.bytes.length;
        }
      }
      shown.set(item, { images, leftOut });
    }
    return shown;
  }

  #find(picture: PictureRef): Promise<ModelImage | string> {
    const known = this.#read.get(picture.attachmentId) ?? this.#fetch(picture);
    this.#read.set(picture.attachmentId, known);
    return known;
  }

  async #fetch({ attachmentId, contentType: told }: PictureRef): Promise<ModelImage | string> {
    const { files, imageTypes, limits, logger } = this.#options;
    const { maxBytes = 3_750_000 } = limits;
    if (imageTypes.length === 0) return 'this model takes no pictures';
    if (!imageTypes.includes(told)) return `this model takes no ${told}`;
    if (files === undefined) return 'files cannot be read here';
    try {
      const { name, contentType, bytes } = await files.read(attachmentId, { maxBytes });
      // What the file is says the store, not the message.
      if (!imageTypes.includes(contentType)) return `this model takes no ${contentType}`;
      return { attachmentId, name, mediaType: contentType, bytes };
    } catch (error) {
      const code = AgentChatError.isInstance(error) ? error.code : null;
      if (code === 'PayloadTooLarge') return `it has more than ${maxBytes} bytes`;
      if (code === 'AttachmentHeld') return 'it is held back';
      if (code === 'UnknownAttachment') return 'it is not there';
      logger.log('warn', 'A picture could not be read for a model.', { attachmentId, cause: String(error) });
      return 'it could not be read';
    }
  }
}

function hasPictures(item: TranscriptItem): item is SaidItem {
  return item.type === 'said' && item.pictures.length > 0;
}

/** What is logged of pictures that a model is shown for the first time; `null`: there are none. */
export function wordsOfPictures(shown: readonly ShownPictures[]): string | null {
  const images = shown.flatMap((one) => one.images);
  const leftOut = shown.flatMap((one) => one.leftOut);
  const sentences = [
    ...(images.length === 0 ? [] : [`Shown to the model: ${images.map(({ name }) => name).join(', ')}.`]),
    ...leftOut.map(({ name, because }) => `Not shown: ${name}, ${because}.`),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}
