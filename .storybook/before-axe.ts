import type { Preview } from '@storybook/web-components-vite';
import { whole } from '../packages/elements/src/test-support/whole.js';
import { settle } from '../tools/settle.js';

/** What was in the page when axe began to look at a story, by its canvas. */
export const lookedAt = new WeakMap<HTMLElement, readonly Element[]>();

/** Before the check by axe, which is an addon's: it would pass what is not there yet. */
export const afterEach: Preview['afterEach'] = async ({ canvasElement }) => {
  lookedAt.set(canvasElement, await whole(document.body));
  settle();
};
