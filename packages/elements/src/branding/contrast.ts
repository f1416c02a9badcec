/** Colours as a screen mixes them, and how well they can be told apart (WCAG 2.2, relative luminance). */

export type Rgb = readonly [red: number, green: number, blue: number];

const HEX = /^#(?:[\da-f]{3}|[\da-f]{6})$/i;

/** `#rgb` and `#rrggbb`; `null` for anything else. */
export function parseHex(color: string): Rgb | null {
  if (!HEX.test(color)) return null;
  const digits = color.length === 4 ? color.replace(/[\da-f]/gi, '$&$&') : color;
  const value = Number.parseInt(digits.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function toHex(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** From 1 (the same) to 21 (black and white). 4.5 is what text needs, 3 what a symbol needs. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** `color` moved towards `to` by as little as it takes to be read on each of `grounds`. */
export function readableOn(color: Rgb, grounds: readonly Rgb[], to: Rgb, atLeast = 4.5): Rgb {
  for (let step = 0; step < 50; step += 1) {
    const mixed = mix(color, to, step / 50);
    if (grounds.every((ground) => contrast(mixed, ground) >= atLeast)) return mixed;
  }
  return to;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2): number => a[index] + (b[index] - a[index]) * share;
  return [Math.round(part(0)), Math.round(part(1)), Math.round(part(2))];
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number): number => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
