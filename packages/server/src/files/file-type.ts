import { AgentChatError, isAllowedType } from '@agent-chat/protocol';
import { imageTypeOf } from '../interfaces/image-type.js';

/** How much of a file is looked at to tell what it is. */
export const HEAD_BYTES = 64 * 1024;

/** A picture that every browser draws and that no browser runs. */
export interface SafePicture {
  readonly contentType: string;
  /** What its name may end in; the first is the usual one. */
  readonly endings: readonly [string, ...string[]];
}

export interface FoundType {
  readonly contentType: string;
  /** It has no mark of its own: all of it must be UTF-8. */
  readonly isText: boolean;
}

const PICTURES: readonly SafePicture[] = [
  { contentType: 'image/png', endings: ['png'] },
  { contentType: 'image/jpeg', endings: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  { contentType: 'image/gif', endings: ['gif'] },
  { contentType: 'image/webp', endings: ['webp'] },
  { contentType: 'image/avif', endings: ['avif'] },
];
const SVG = 'image/svg+xml';
const UNKNOWN = 'application/octet-stream';
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;
/** Text that is not called so: by its ending, or by its whole name. */
const TEXTUAL =
  /^(text\/.+|.+\+(json|xml|yaml)|application\/(json|jsonl|x-ndjson|xml|javascript|ecmascript|x-javascript|typescript|yaml|x-yaml|toml|sql|graphql|x-sh))$/;

export function safePictureOf(contentType: string): SafePicture | null {
  return PICTURES.find((picture) => picture.contentType === contentType) ?? null;
}

/**
 * What a file is. Its first bytes decide; what it is said to be counts for text alone, which has no
 * mark, and where the operator allows a type by its very name that has none either. So a page that is
 * called a picture is refused, and a JPEG that is called a PNG is a JPEG.
 *
 * @param declared what the sender says, perhaps nothing
 * @throws AgentChatError `UnsupportedMediaType`
 */
export async function fileTypeOf(
  head: Uint8Array,
  declared: string,
  allowedTypes: readonly string[],
): Promise<FoundType> {
  const said = declared.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const { mark, isMarked } = await markOf(head);
  const isText = mark === null && isUtf8(head);
  const type = mark ?? (isText ? textTypeOf(said, head) : unmarkedType(said, allowedTypes, isMarked));
  if (type === null || !isAllowedType(type, allowedTypes)) {
    throw new AgentChatError('UnsupportedMediaType', 'Files of this kind are not taken.', {
      details: { contentType: said, found: type, allowed: allowedTypes },
    });
  }
  return { contentType: type, isText };
}

interface Mark {
  /** The type that the first bytes tell; `null`: none, or one of text. */
  readonly mark: string | null;
  /** Whether a file of this type would have told it. */
  readonly isMarked: (type: string) => boolean;
}

async function markOf(head: Uint8Array): Promise<Mark> {
  // Loaded with the first file: it knows many formats.
  const { fileTypeFromBuffer, supportedMimeTypes } = await import('file-type');
  const isMarked = (type: string): boolean => supportedMimeTypes.has(type);
  // What it cannot read to the end of a chunk it does not know, pictures with a large profile say.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const mark = found?.mime.split(';', 1)[0] ?? imageTypeOf(head)?.contentType ?? null;
  return { mark: mark === null || TEXTUAL.test(mark) ? null : mark, isMarked };
}

/** `null`: it is said to be something that text is not. */
function textTypeOf(said: string, head: Uint8Array): string | null {
  if (said === '' || said === UNKNOWN) return 'text/plain';
  if (!MEDIA_TYPE.test(said) || !TEXTUAL.test(said)) return null;
  return said === SVG && !new TextDecoder().decode(head).includes('<svg') ? 'text/plain' : said;
}

/** Of bytes without a mark: what they are said to be, if that has none and is allowed by this name. */
function unmarkedType(
  said: string,
  allowedTypes: readonly string[],
  isMarked: (type: string) => boolean,
): string | null {
  if (TEXTUAL.test(said)) return null;
  const isNamed = allowedTypes.some((allowed) => allowed.trim().toLowerCase() === said);
  return isNamed && !isMarked(said) && !said.startsWith('image/') ? said : UNKNOWN;
}

/** As far as it goes: a character may be cut at its end. */
function isUtf8(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false; // an answer
  }
}

/** @throws AgentChatError while it is read: `UnsupportedMediaType` at the first byte that is no UTF-8 */
export async function* textOnly(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const check = (chunk?: Uint8Array): void => {
    try {
      if (chunk?.includes(0) !== true) {
        decoder.decode(chunk, { stream: chunk !== undefined });
        return;
      }
    } catch {
      // Said below.
    }
    throw new AgentChatError('UnsupportedMediaType', 'A text must be UTF-8.', {
      details: { encoding: 'utf-8' },
    });
  };
  for await (const chunk of chunks) {
    check(chunk);
    yield chunk;
  }
  check();
}
