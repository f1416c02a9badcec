import { contrast, type Rgb, readableOn, toHex } from './contrast.js';

export const WHITE: Rgb = [255, 255, 255];
export const BLACK: Rgb = [14, 15, 20];

/** White is written on a colour from this contrast on, made a little darker where that is needed. */
const WHITE_FROM = 3.2;

/** What the brand's colour fills, and what is written on it. */
export function filledWith(color: Rgb): { readonly accent: string; readonly 'accent-contrast': string } {
  if (contrast(color, WHITE) < WHITE_FROM) return { accent: toHex(color), 'accent-contrast': toHex(BLACK) };
  return { accent: toHex(readableOn(color, [WHITE], BLACK)), 'accent-contrast': '#ffffff' };
}
