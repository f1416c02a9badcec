/** Without a trailing first half of a surrogate pair, whose second half is still to come. */
export function wholeText(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
