import type { SafePicture } from './file-type.js';

const MAX_BYTES = 200;
const MAX_ENDING = 16;
/** Control characters, halves of characters, line ends, and what hides or turns text around. */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Cn}]|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** What some system takes for a part of a path, a wildcard, or a stream of a file. */
const RESERVED = /[<>:"|?*\\/\uff0f\uff3c\u2215\u29f5]/gu;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/iu;
const NOTHING = 'file';

/**
 * The name that people see, and under which they save the file, made of what its sender calls it: the
 * last part of a path, without what is invisible or means something to a file system, and short
 * enough for all of them. Nothing is ever stored under it.
 */
export function displayName(given: string, picture: SafePicture | null = null): string {
  const last = given.normalize('NFC').split(/[/\\]/).filter(Boolean).at(-1) ?? '';
  const clean = last
    .replaceAll(INVISIBLE, '')
    .replaceAll(RESERVED, '_')
    .replaceAll(/\s+/gu, ' ')
    // A hidden file, or an option of a command.
    .replace(/^[.\s]+/u, '')
    .replace(/^-/u, '_')
    .replace(/(?<![.\s])[.\s]+$/u, '');
  const named = clean === '' ? NOTHING : DEVICE.test(clean) ? `_${clean}` : clean;
  return shortened(picture === null ? named : withEnding(named, picture));
}

/** A picture that is called a page or a program would be opened as one. */
function withEnding(name: string, { endings }: SafePicture): string {
  const ending = endingOf(name).slice(1).toLowerCase();
  return endings.includes(ending) ? name : `${name}.${endings[0]}`;
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= MAX_ENDING ? name.slice(dot) : '';
}

/** In UTF-8, cut between characters; the ending stays. */
function shortened(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= MAX_BYTES) return name;
  const ending = endingOf(name);
  const room = MAX_BYTES - encoder.encode(ending).length;
  let stem = '';
  let used = 0;
  for (const character of name.slice(0, name.length - ending.length)) {
    used += encoder.encode(character).length;
    if (used > room) break;
    stem += character;
  }
  return `${stem}${ending}`;
}

/** RFC 6266, with the name as RFC 8187 has it, and in ASCII for who does not know that. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const plain = name.replaceAll(/[^\w. ()-]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
