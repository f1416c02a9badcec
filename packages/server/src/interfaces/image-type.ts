/** A kind of picture that every browser shows and that no browser runs. */
export interface ImageType {
  readonly contentType: string;
  readonly extension: string;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
/** ISO 14496-12: the brands of a file by which it says that it holds a picture of AV1. */
const AVIF_BRANDS = ['avif', 'avis'];

/**
 * What the first bytes say that a file is; its name and what it is said to be count for nothing.
 * `null` for everything that is not one of these, an SVG above all, which may hold a script.
 */
export function imageTypeOf(bytes: Uint8Array): ImageType | null {
  const ascii = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  const begins = (signature: readonly number[]): boolean =>
    bytes.length > signature.length && signature.every((byte, index) => bytes[index] === byte);
  if (begins(PNG)) return { contentType: 'image/png', extension: 'png' };
  if (begins(JPEG)) return { contentType: 'image/jpeg', extension: 'jpg' };
  if (['GIF87a', 'GIF89a'].includes(ascii(0, 6))) return { contentType: 'image/gif', extension: 'gif' };
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') {
    return { contentType: 'image/webp', extension: 'webp' };
  }
  if (ascii(4, 8) === 'ftyp' && AVIF_BRANDS.includes(ascii(8, 12))) {
    return { contentType: 'image/avif', extension: 'avif' };
  }
  return null;
}
