import { MAX_SLUG_LENGTH, MIN_SLUG_LENGTH, RESERVED_SLUGS } from './chat-interface.js';

/** Why a text is no slug, or none that may be taken. */
export const SLUG_FAULTS = ['length', 'form', 'confusable', 'reserved', 'taken', 'retired'] as const;
/**
 * - `length`: not 2 to 100 characters
 * - `form`: something else than `a-z`, `0-9` and inner hyphens
 * - `confusable`: letters of other scripts that look like these, or a look of a slug of somebody else
 * - `reserved`: a place of the server itself, or the look of one
 * - `taken`: of another interface of this deployment
 * - `retired`: of an interface that was deleted; it is never used again
 */
export type SlugFault = (typeof SLUG_FAULTS)[number];

const FORM = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const LATIN = /^[a-z0-9]+$/;
const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * Letters that are drawn like a Latin one and are not taken apart by Unicode's normal forms: those of
 * Cyrillic, Greek and Armenian, and a few of Latin itself (Unicode Technical Standard 39).
 */
const LOOKS: Readonly<Record<string, string>> = {
  ...{ а: 'a', в: 'b', с: 'c', ԁ: 'd', е: 'e', һ: 'h', і: 'i', ј: 'j', к: 'k', ӏ: 'l', м: 'm', о: 'o' },
  ...{ р: 'p', ԛ: 'q', ѕ: 's', т: 't', ѵ: 'v', ԝ: 'w', х: 'x', у: 'y', г: 'r', п: 'n', ь: 'b', з: '3' },
  ...{ α: 'a', β: 'b', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', σ: 'o', τ: 't', υ: 'u', χ: 'x' },
  ...{ ω: 'w', γ: 'y', η: 'n', օ: 'o', ո: 'n', ս: 'u', հ: 'h', զ: 'q', ց: 'g', ı: 'i', ɑ: 'a', ɡ: 'g' },
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ſ: 's', ℓ: 'l', ŀ: 'l' },
};
const MARKS = /\p{M}/gu;

/** In small Latin letters what a person would read, as far as it can be told. */
function latinOf(text: string): string {
  return Array.from(text.normalize('NFKD').replaceAll(MARKS, '').toLowerCase(), (character) => {
    return Object.hasOwn(LOOKS, character) ? LOOKS[character] : character;
  }).join('');
}

/**
 * The look of a slug: equal for two that are hard to tell apart in an address, such as `paypal` and
 * `paypa1`, `modern` and `modem`, `a-b` and `a--b`.
 */
export function slugLook(slug: string): string {
  return slug
    .replaceAll('0', 'o')
    .replaceAll('1', 'l')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll(/-+/g, '-');
}

const RESERVED_LOOKS: readonly string[] = RESERVED_SLUGS.map(slugLook);

/** What is wrong with a text as a slug by itself; `null`: nothing. Whether it is free is the server's to say. */
export function slugFault(text: string): Exclude<SlugFault, 'taken' | 'retired'> | null {
  if (text.length < MIN_SLUG_LENGTH || text.length > MAX_SLUG_LENGTH) return 'length';
  if (BEYOND_ASCII.test(text) && FORM.test(latinOf(text))) return 'confusable';
  if (!FORM.test(text)) return 'form';
  // A digit one is drawn like an l, and read like an i.
  const looks = [slugLook(text), slugLook(text.replaceAll('1', 'i'))];
  return looks.some((look) => RESERVED_LOOKS.includes(look)) ? 'reserved' : null;
}

/** A slug that is near to `text`, a title perhaps; `null` where nothing of it can be one. */
export function suggestSlug(text: string): string | null {
  const words = text
    .replaceAll(/['’]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(latinOf)
    // A word of another script is not taken for the letters that it happens to share with ours.
    .filter((word) => LATIN.test(word));
  const slug = trimHyphens(words.join('-').slice(0, MAX_SLUG_LENGTH));
  switch (slugFault(slug)) {
    case null:
      return slug;
    case 'reserved':
      return `${slug}-1`;
    default:
      return null;
  }
}

/** `slug` with a number behind it, inside the length of slugs. */
export function numberedSlug(slug: string, number: number): string {
  const tail = `-${number}`;
  return `${trimHyphens(slug.slice(0, MAX_SLUG_LENGTH - tail.length))}${tail}`;
}

function trimHyphens(text: string): string {
  return text.replaceAll(/^-+|-+$/g, '');
}
