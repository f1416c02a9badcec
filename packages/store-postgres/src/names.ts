// PostgreSQL's text holds neither U+0000 nor a lone surrogate. Names may; JSON texts never do,
// because JSON escapes both.

const ESCAPED = /[\p{Cc}\p{Cs}\\]/gu;
const ESCAPE = /\\([0-9a-f]{4})/g;

/** A name as it is stored: the same text, but for control characters, lone surrogates and `\`. */
export function encodeName(name: string): string {
  return name.replace(ESCAPED, (unit) => `\\${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The name that `encodeName` stored. */
export function decodeName(stored: string): string {
  return stored.replace(ESCAPE, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)));
}
