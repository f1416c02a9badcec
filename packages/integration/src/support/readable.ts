/** A locator, or an element that was found, which can be read when the page has replaced it. */
interface Readable {
  evaluate(read: (element: Element) => string): Promise<string>;
}

/** What a person reads in an element, in the order of the page, through every shadow root. */
export async function readable(part: Readable): Promise<string> {
  const text = await part.evaluate((element) => {
    const read = (node: Node): string => {
      if (node instanceof HTMLSlotElement) return node.assignedNodes().map(read).join(' ');
      if (node instanceof HTMLStyleElement || node instanceof HTMLTimeElement) return '';
      if (node instanceof Element && node.shadowRoot)
        return [...node.shadowRoot.childNodes].map(read).join(' ');
      return node instanceof Text ? node.data : [...node.childNodes].map(read).join(' ');
    };
    return read(element);
  });
  return text.replaceAll(/\s+/g, ' ').trim();
}
