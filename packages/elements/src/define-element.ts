/**
 * Defines `tag` as `element`, unless the page has a definition already: the first one wins, so two
 * copies of this package on one page do not fight.
 */
export function defineElement(tag: string, element: CustomElementConstructor): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}
