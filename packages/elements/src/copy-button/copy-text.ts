/**
 * Puts `text` on the clipboard. `false` when the browser refuses. Pages without TLS have no
 * clipboard API: there the old way is tried, from a text field that nobody sees.
 *
 * @param beside the field stands beside it: elsewhere a modal dialog of the page would keep the focus
 *   from it
 */
export async function copyText(text: string, beside: Element): Promise<boolean> {
  try {
    // Not there on pages without TLS, whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard === undefined) return copyBySelection(text, beside);
    await clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, beside);
  }
}

function copyBySelection(text: string, beside: Element): boolean {
  const field = document.createElement('textarea');
  const root = beside.getRootNode() as Document | ShadowRoot;
  const focused = activeElement();
  field.value = text;
  field.readOnly = true;
  field.ariaHidden = 'true';
  field.style.position = 'fixed';
  field.style.opacity = '0';
  beside.after(field);
  field.focus({ preventScroll: true });
  field.select();
  // What is selected elsewhere is another text.
  const copied = root.activeElement === field && document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return copied;
}

/** The element with the focus itself, not the host that it is in. */
function activeElement(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
  return element;
}
