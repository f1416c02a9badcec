// What the owner of an interface may write into styles: nothing that fetches, and nothing that ends a
// declaration.

/** Letters, digits, spaces, quotes, commas, dots and hyphens: names of fonts, and no more of CSS. */
const FONT = /^[\p{L}\p{N}\s'",.-]{1,200}$/u;
const GRADIENT = /^(?:repeating-)?(?:linear|radial|conic)-gradient\(/i;
/** What colours and gradients are written with: no escapes, no quotes, and only these functions. */
const PAINT = /^[\w\s#%.,/()+*-]*$/;
const FUNCTION = /([\w-]*)\(/g;
/** Without a name it is a group inside of `calc()`. */
const PAINT_FUNCTION =
  /^(?:|rgba?|hsla?|hwb|lab|lch|oklab|oklch|color(?:-mix)?|light-dark|calc|min|max|clamp|(?:repeating-)?(?:linear|radial|conic)-gradient)$/i;

/** Whether `value` names fonts, as `font-family` has them, and does nothing else. */
export function isFontFamily(value: string): boolean {
  return FONT.test(value);
}

/**
 * Whether nothing in it can fetch a picture, by whatever name, or stands for something else: what a
 * browser finds out only when it is used, such as `var()`, it says that it supports.
 */
export function isPaint(value: string): boolean {
  if (!PAINT.test(value)) return false;
  return [...value.matchAll(FUNCTION)].every(([, name = '']) => PAINT_FUNCTION.test(name));
}

/** `isPaint`, and it begins as a gradient of CSS does. */
export function isGradient(value: string): boolean {
  return GRADIENT.test(value) && isPaint(value);
}
