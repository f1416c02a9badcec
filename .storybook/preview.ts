/// <reference types="vite/client" />
import { setCustomElementsManifest } from '@storybook/web-components';
import type { Preview } from '@storybook/web-components-vite';

// Written by the build. Without it the stories work and the property tables are empty.
const built = import.meta.glob<object>('../packages/elements/dist/custom-elements.json', {
  eager: true,
  import: 'default',
});
for (const manifest of Object.values(built)) setCustomElementsManifest(manifest);

/** Ends what appears or fades, in every shadow tree: colours are looked at as they stay. */
function settle(root: Document | ShadowRoot): void {
  for (const animation of root.getAnimations()) {
    const isTimed = animation.timeline instanceof DocumentTimeline;
    const isEndless = animation.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY;
    if (isTimed && !isEndless) animation.finish();
  }
  for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) settle(shadowRoot);
}

const preview: Preview = {
  // Before the check by axe, which is an addon's.
  afterEach: () => settle(document),
  parameters: {
    // Every story must pass axe; a violation fails the test run.
    a11y: { test: 'error' },
    controls: { expanded: true },
  },
  tags: ['autodocs'],
};

export default preview;
