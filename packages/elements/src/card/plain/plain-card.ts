/** A card in words, as it is shown where no element of its type is there. */
export interface PlainCard {
  /** What kind of card it is, above the title. */
  readonly label: string | null;
  readonly title: string | null;
  readonly blocks: readonly PlainBlock[];
  /** Whether there was more than is shown. */
  readonly isCut?: boolean;
}

export interface PlainFact {
  readonly label: string;
  readonly value: string;
}

/** Several lines about one thing, of which the first is its title. */
export interface PlainEntry {
  readonly title: string;
  readonly blocks: readonly PlainBlock[];
}

export type PlainBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly PlainFact[] }
  | { readonly kind: 'list'; readonly label: string | null; readonly items: readonly string[] }
  | { readonly kind: 'entries'; readonly label: string | null; readonly entries: readonly PlainEntry[] }
  | {
      readonly kind: 'table';
      readonly label: string | null;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  /** Text whose lines and spaces matter. */
  | { readonly kind: 'code'; readonly label: string | null; readonly text: string; readonly isDiff: boolean };

/** `campaign_brief`, `campaignBrief` and `campaign-brief` as words: `Campaign brief`. */
export function nameWords(name: string): string {
  const words = name
    .replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|[_\-\s]+/gu, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
