/** The first `maxChars` UTF-16 units of a text, one fewer where they would end with half a character. */
export function firstChars(text: string, maxChars: number): string {
  return text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '');
}
