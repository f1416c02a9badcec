/** What can be chosen, as far as keys go. */
export interface KeyedChoice {
  readonly label: string;
  readonly disabled?: boolean;
}

/** The index that `key` leads to from `index` (-1: none yet); `null`: the key leads nowhere. */
export function indexAfterKey(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count;
    case 'ArrowUp':
      return index <= 0 ? count - 1 : index - 1;
    case 'Home':
    case 'PageUp':
      return 0;
    case 'End':
    case 'PageDown':
      return count - 1;
    default:
      return null;
  }
}

/** The next one behind `index` whose label begins with what was typed; the same letter again goes on. */
export function indexOfTyped(typed: string, index: number, choices: readonly KeyedChoice[]): number {
  const isRepeated = typed.length > 1 && [...typed].every((letter) => letter === typed[0]);
  const wanted = (isRepeated ? typed.slice(0, 1) : typed).toLocaleLowerCase();
  const from = wanted.length === 1 ? index + 1 : Math.max(0, index);
  const order = choices.map((_, place) => (from + place) % choices.length);
  return order.find((place) => choices[place]?.label.toLocaleLowerCase().startsWith(wanted) === true) ?? -1;
}
