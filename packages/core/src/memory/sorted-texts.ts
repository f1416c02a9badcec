/** Different texts in the order of their codes. */
export interface SortedTexts {
  add(text: string): void;
  remove(text: string): void;
  /** From the first that is not before `from`, as long as `isWanted`. */
  from(from: string, isWanted: (text: string) => boolean): Generator<string, void, undefined>;
  /** How many stand from `from` up to the first that is not before `to`. */
  countBetween(from: string, to: string): number;
}

/** A list that is searched by halves: adding moves what stands behind, which is fast up to millions. */
export function createSortedTexts(): SortedTexts {
  const texts: string[] = [];

  /** Where the first stands that is not before `text`. */
  const placeOf = (text: string): number => {
    let [low, high] = [0, texts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((texts[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(text) {
      const place = placeOf(text);
      if (texts[place] !== text) texts.splice(place, 0, text);
    },
    remove(text) {
      const place = placeOf(text);
      if (texts[place] === text) texts.splice(place, 1);
    },
    *from(from, isWanted) {
      for (let index = placeOf(from); index < texts.length; index += 1) {
        const text = texts[index] ?? '';
        if (!isWanted(text)) return;
        yield text;
      }
    },
    countBetween: (from, to) => placeOf(to) - placeOf(from),
  };
}
