import type { CSSResult } from 'lit';

/** Gives an element the styles of a part that was loaded after it was made; each once. */
export function addStyles(root: Node, ...styles: readonly CSSResult[]): void {
  if (!(root instanceof ShadowRoot)) return;
  const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? []);
  const added = sheets.filter((sheet) => !root.adoptedStyleSheets.includes(sheet));
  if (added.length > 0) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...added];
}
