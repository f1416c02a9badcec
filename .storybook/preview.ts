/// <reference types="vite/client" />
import { setCustomElementsManifest } from '@storybook/web-components';
import type { Preview } from '@storybook/web-components-vite';
import { settle } from '../tools/settle.js';

// Written by the build. Without it the stories work and the property tables are empty.
const built = import.meta.glob<object>('../packages/elements/dist/custom-elements.json', {
  eager: true,
  import: 'default',
});
for (const manifest of Object.values(built)) setCustomElementsManifest(manifest);

// A stylesheet of a designer's own, for all stories: see docs/theming.md.
import.meta.glob('./theme.css', { eager: true });

const preview: Preview = {
  // Before the check by axe, which is an addon's.
  afterEach: () => settle(),
  parameters: {
    // Every story must pass axe; a violation fails the test run.
    a11y: { test: 'error' },
    controls: { expanded: true },
    // The whole before its parts.
    options: { storySort: { order: ['Chat', 'Conversation', 'Work', 'Cards', 'Pieces', 'Frame'] } },
  },
  tags: ['autodocs'],
};

export default preview;
