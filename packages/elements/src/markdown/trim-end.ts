/**
 * The text without the white space at its end. An expression would look at every space in the
 * middle again and again; `String.trimEnd` takes more than markdown calls white space.
 */
export function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\n'.includes(text[end - 1] ?? '')) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}
