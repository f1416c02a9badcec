/** More than anyone reads in place; what is cut off is said to be. */
const MAX_LENGTH = 20_000;
const MAX_HINT = 80;

/**
 * A JSON value as text to be looked at: strings as they are, all else indented. Control characters
 * and marks that turn the direction of text around are made visible, so that what is shown is what
 * is there.
 */
export function inertText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? String(value));
  const cut =
    text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}\n… +${text.length - MAX_LENGTH}` : text;
  return visibleControls(cut);
}

/** The first thing that says what a call is about, on one line; empty when there is none. */
export function shortArguments(args: unknown): string {
  if (typeof args !== 'object' || args === null) return '';
  const telling = Object.values(args).find((value) => typeof value === 'string' || typeof value === 'number');
  const line = visibleControls(String(telling ?? ''))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > MAX_HINT ? `${line.slice(0, MAX_HINT)}…` : line;
}

/**
 * Control characters, marks that turn text around and characters without a width, each written as the
 * escape that stands for it in JSON: text that is JSON means the same before and after. The two joiners
 * that scripts and emoji need stay.
 */
export function visibleControls(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (characters) =>
      Array.from(
        { length: characters.length },
        (_, at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, '0')}`,
      ).join(''),
  );
}
