import { isFontFamily, isGradient, isPaint, type PublicInterface } from '@agent-chat/protocol';
import type { Theme } from '../styles/tokens.js';
import { BLACK, filledWith, WHITE } from './accent.js';
import { parseHex, type Rgb, readableOn, toHex } from './contrast.js';

/** What of an interface record says how its chat looks. */
export type Branding = Pick<
  PublicInterface,
  'primaryColor' | 'fontFamily' | 'borderRadius' | 'coverType' | 'coverValue' | 'iconUrl'
>;

/** What stands above the welcome. */
export type Cover =
  | { readonly kind: 'image'; readonly url: string }
  | { readonly kind: 'paint'; readonly background: string };

/** The darkest that a light ground of ours is, and the lightest that a dark one is: a hovered row. */
const LIGHT_GROUNDS: readonly Rgb[] = [WHITE, [236, 236, 240]];
const DARK_GROUNDS: readonly Rgb[] = [
  [23, 24, 28],
  [48, 49, 56],
];

/** A little more than 4.5: text in this colour also stands on a tint of it. */
const TEXT_CONTRAST = 4.7;

/**
 * The tokens that an interface record sets. The brand's colour fills as it is, or a shade
 * darker, with black or white on it; where it is read as text, it is moved as far as reading needs.
 */
export function brandTheme({ primaryColor, fontFamily, borderRadius }: Branding): Theme {
  const color = primaryColor == null ? null : parseHex(primaryColor.trim());
  return {
    ...(color && {
      ...filledWith(color),
      'accent-text': `light-dark(${toHex(readableOn(color, LIGHT_GROUNDS, BLACK, TEXT_CONTRAST))}, ${toHex(
        readableOn(color, DARK_GROUNDS, WHITE, TEXT_CONTRAST),
      )})`,
    }),
    ...(fontFamily != null && isFontFamily(fontFamily) && { font: `${fontFamily}, system-ui, sans-serif` }),
    ...(borderRadius != null &&
      Number.isFinite(borderRadius) &&
      borderRadius >= 0 && {
        radius: `${Math.min(borderRadius, 20)}px`,
        'radius-large': `${Math.min(borderRadius * 1.7, 28)}px`,
      }),
  };
}

/** The cover of an interface, if it is one that a page can show; `base` is the server's address. */
export function coverOf({ coverType, coverValue }: Branding, base: string): Cover | null {
  const value = coverValue?.trim() ?? '';
  if (value === '') return null;
  switch (coverType) {
    case 'image': {
      const url = imageUrl(value, base);
      return url === null ? null : { kind: 'image', url };
    }
    case 'color':
      return isPaint(value) && CSS.supports('color', value) ? { kind: 'paint', background: value } : null;
    case 'gradient':
      return isGradient(value) && CSS.supports('background-image', value)
        ? { kind: 'paint', background: value }
        : null;
    case undefined:
    case null:
      return null;
  }
}

/** An address that may be fetched as a picture: over HTTPS, or from the server's own origin. */
export function imageUrl(value: string | null | undefined, base: string): string | null {
  if (value == null || value.trim() === '') return null;
  try {
    const server = new URL(base === '' ? location.href : base, location.href);
    const url = new URL(value, server);
    return url.protocol === 'https:' || (url.protocol === 'http:' && url.origin === server.origin)
      ? url.href
      : null;
  } catch {
    return null; // No address at all: the same as none.
  }
}
