/**
 * What of this page reaches beyond its sides where nobody can scroll to it, by tag and class, through all
 * shadow trees. It needs nothing around it: a test can have it run in another page.
 */
export function beyondTheEdge(): string[] {
  const found: string[] = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  function* ancestorsOf(element: Element): Generator<Element> {
    for (let each: Node | null = element; each !== null; ) {
      each = each.parentNode instanceof ShadowRoot ? each.parentNode.host : each.parentElement;
      if (each instanceof Element) yield each;
    }
  }
  // What is only clipped cannot be reached.
  const scrolls = (each: Element): boolean =>
    /auto|scroll/.test(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth + 1;
  const visit = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot !== null) visit(element.shadowRoot);
      const { position, clip } = getComputedStyle(element);
      if (element.closest('.visually-hidden, svg') !== null || (position === 'absolute' && clip !== 'auto'))
        continue;
      const { left, right, width, height } = element.getBoundingClientRect();
      const isSeen = width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
      if (isSeen && (left < -1 || right > clientWidth + 1) && ![...ancestorsOf(element)].some(scrolls)) {
        found.push(
          `${element.localName}.${element.getAttribute('class') ?? ''} ${Math.round(left)} to ${Math.round(right)}`,
        );
      }
    }
  };
  visit(document);
  return scrollWidth > clientWidth ? [...found, `the page ${scrollWidth}`] : found;
}
