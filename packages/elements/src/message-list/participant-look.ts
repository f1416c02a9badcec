/** How a participant is told apart from the others. */
export interface ParticipantLook {
  /**
   * The address of a picture. It must be on the page's own origin, or `data:` or `blob:`: no reader's
   * address is given away to anybody else. Anything else shows the initials.
   */
  readonly avatar?: string;
  /** One or two letters in place of those of the name. */
  readonly initials?: string;
  /** Degrees on the colour wheel of OKLCH. Default: one that follows from the participant's id. */
  readonly hue?: number;
}

/** Pictures and colours that the page gives to participants, by their ids. */
export type ParticipantLooks = Readonly<Record<string, ParticipantLook>>;

/** So many colours can be told apart. */
const HUES = 12;

/**
 * A colour for each participant, in degrees on the colour wheel of OKLCH. It follows from the id;
 * where somebody who came earlier has it, the next free one is taken. It stays when others join.
 */
export function huesOf(participantIds: readonly string[]): ReadonlyMap<string, number> {
  const hues = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of participantIds) {
    let slot = hashOf(id) % HUES;
    while (taken.has(slot) && taken.size < HUES) slot = (slot + 5) % HUES;
    taken.add(slot);
    hues.set(id, slot * (360 / HUES) + 10);
  }
  return hues;
}

/** FNV-1a, mixed: ids often differ only at their end. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

/** The first letters of the first and of the last word. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\p{Pd}_.@]+/u).filter((word) => /[\p{L}\p{N}\p{So}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => firstLetter(word ?? '')).join('');
}

function firstLetter(word: string): string {
  // What is seen as one letter may be several code points.
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  for (const { segment } of letters)
    if (/[\p{L}\p{N}\p{So}]/u.test(segment)) return segment.toLocaleUpperCase();
  return '';
}

/** The address of a picture that may be loaded without telling others of it; `null`: none. */
export function allowedAvatar(avatar: string | undefined, page: string): string | null {
  if (avatar === undefined) return null;
  if (/^data:image\/(?:png|jpeg|gif|webp|avif)[;,]/i.test(avatar)) return avatar;
  if (!URL.canParse(avatar, page)) return null;
  // The origin of a `blob:` is that of the page that made it.
  const { origin, href } = new URL(avatar, page);
  return origin !== 'null' && origin === new URL(page).origin ? href : null;
}
