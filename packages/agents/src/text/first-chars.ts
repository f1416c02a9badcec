/** The first `maxChars` UTF-16 units of a text, one fewer where they would end with half a character. */
export function firstChars(text: string, maxChars: number): string {
  return text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, '');
}

/** So many whole words of a text as fit, with a mark where there were more. */
export function firstWords(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const space = text.lastIndexOf(' ', maxChars);
  return `${firstChars(text, space > 0 ? space : maxChars)} …`;
}
