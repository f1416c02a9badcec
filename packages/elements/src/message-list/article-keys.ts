/** Which article a key leads to. Keys that scroll do so unless a message has the focus. */
export function articleWanted(
  { key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  isOnArticle: boolean,
): 'next' | 'previous' | 'first' | 'last' | null {
  if (shiftKey) return null;
  if (altKey) return key === 'ArrowDown' ? 'next' : key === 'ArrowUp' ? 'previous' : null;
  if (!isOnArticle) return null;
  if (ctrlKey || metaKey) return key === 'Home' ? 'first' : key === 'End' ? 'last' : null;
  return key === 'PageDown' ? 'next' : key === 'PageUp' ? 'previous' : null;
}
