/** A drawing that a browser draws and that may hold a script. */
const SVG = 'image/svg+xml';
const EVERYTHING = '*/*';

/**
 * Whether a list of types allows a file: the one rule of composer, server and attachments. An entry is a
 * type, a kind such as `image/*`, or `*` for both: everything. SVG is none of the pictures that a kind
 * means. Case, spaces around, and parameters do not matter.
 */
export function isAllowedType(contentType: string, allowedTypes: readonly string[]): boolean {
  const type = bareType(contentType);
  return allowedTypes.some((given) => {
    const allowed = bareType(given);
    if (allowed === EVERYTHING) return true;
    if (allowed === type) return type !== '';
    return type !== SVG && allowed.endsWith('/*') && type.startsWith(allowed.slice(0, -1));
  });
}

function bareType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}
