/**
 * Whether a key is meant for an input method, in which a word is being composed: it ends or calls off
 * that word, and nothing else. Safari says so only by the code, as the composition has ended there.
 */
export function isForInputMethod({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}
