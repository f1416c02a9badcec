import type { Page } from 'playwright';

declare global {
  var heardByScreenReader: string[];
}

/**
 * Writes down what a screen reader is told by the live regions of a page, in their order: the text
 * that is added to a region, or the whole of one that is read as a whole (a `status`). Call it before
 * the page is opened; it hears every shadow root.
 */
export async function listenToLiveRegions(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.heardByScreenReader = [];

    const parentOf = (node: Node): Node | null =>
      node instanceof ShadowRoot
        ? node.host
        : node instanceof Element && node.assignedSlot !== null
          ? node.assignedSlot
          : node.parentNode;

    /** The live region around a node; `null` outside of any, and inside of one that is off. */
    const regionOf = (start: Node): Element | null => {
      for (let node: Node | null = start; node !== null; node = parentOf(node)) {
        if (!(node instanceof Element)) continue;
        const live = node.getAttribute('aria-live');
        if (live === 'off') return null;
        if (live !== null || ['status', 'alert', 'log'].includes(node.getAttribute('role') ?? ''))
          return node;
      }
      return null;
    };
    const isAtomic = (region: Element): boolean =>
      ['status', 'alert'].includes(region.getAttribute('role') ?? '') &&
      region.getAttribute('aria-atomic') !== 'false';
    const isShown = (node: Node): boolean =>
      node instanceof Element ? node.checkVisibility() : (node.parentElement?.checkVisibility() ?? true);

    const observe = (root: Node): void => {
      new MutationObserver((mutations) => {
        const atomic = new Set<Element>();
        for (const { target, addedNodes, type } of mutations) {
          const region = regionOf(target);
          if (region === null) continue;
          if (isAtomic(region)) {
            atomic.add(region);
            continue;
          }
          const added = type === 'characterData' ? [target] : [...addedNodes];
          for (const node of added) {
            const text = node.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';
            if (text !== '' && isShown(node)) globalThis.heardByScreenReader.push(text);
          }
        }
        for (const region of atomic) {
          const text = region.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';
          const last = globalThis.heardByScreenReader.at(-1);
          if (text !== '' && text !== last && isShown(region)) globalThis.heardByScreenReader.push(text);
        }
      }).observe(root, { subtree: true, childList: true, characterData: true });
    };
    observe(document);
    // oxlint-disable-next-line typescript/unbound-method -- it is called with an element below
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function attachShadow(init: ShadowRootInit): ShadowRoot {
      const root = attach.call(this, init);
      observe(root);
      return root;
    };
  });
}

export function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => globalThis.heardByScreenReader);
}
