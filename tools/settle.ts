/** Ends what appears or fades, in every shadow tree: a check of colours sees those that stay. */
export function settle(root: Document | ShadowRoot = document): void {
  for (const animation of root.getAnimations()) {
    const isTimed = animation.timeline instanceof DocumentTimeline;
    const isEndless = animation.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY;
    if (isTimed && !isEndless) animation.finish();
  }
  for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) settle(shadowRoot);
}
