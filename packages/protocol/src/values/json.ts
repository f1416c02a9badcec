import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Any JSON value. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * The canonical text of a JSON value by RFC 8785 (JCS): object keys sorted by UTF-16 code units,
 * numbers as ECMAScript prints them, no white space. Equal values give equal text, so its hash
 * identifies a payload. Members that are `undefined` are left out, as `JSON.stringify` does.
 *
 * @throws TypeError for what JSON cannot carry: a non-finite number, a function, a cycle.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, ancestors: object[]): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}.`);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') throw new TypeError(`JSON has no ${typeof value}.`);
  if (ancestors.includes(value)) throw new TypeError('JSON has no cycles.');
  ancestors.push(value);
  const text = Array.isArray(value) ? writeItems(value, ancestors) : writeMembers(value, ancestors);
  ancestors.pop();
  return text;
}

function writeItems(items: readonly unknown[], ancestors: object[]): string {
  return `[${items.map((item) => (item === undefined ? 'null' : write(item, ancestors))).join(',')}]`;
}

function writeMembers(value: object, ancestors: object[]): string {
  let text = '';
  // Without a comparison, strings are sorted by their UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const member: unknown = value[key as keyof typeof value];
    if (member !== undefined) text += `${text && ','}${JSON.stringify(key)}:${write(member, ancestors)}`;
  }
  return `{${text}}`;
}

/** The SHA-256 of the canonical text of `value`, as 64 hexadecimal digits. */
export function canonicalHash(value: unknown): string {
  return textHash(canonicalJson(value));
}

/**
 * The SHA-256 of the UTF-8 bytes of `text`, as 64 hexadecimal digits. Not by the platform's
 * `crypto.subtle`: for a text of a few hundred bytes its promise takes several times as long as the
 * hash, and browsers have it on secure pages only.
 */
export function textHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
