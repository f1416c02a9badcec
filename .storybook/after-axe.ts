import type { Preview } from '@storybook/web-components-vite';
import { deepElements, differences } from '../packages/elements/src/test-support/whole.js';
import { lookedAt } from './before-axe.js';

/** What comes while axe looks at a story, or goes, may be what it has not seen. */
export const afterEach: Preview['afterEach'] = ({ canvasElement }) => {
  const changes = differences(lookedAt.get(canvasElement) ?? [], deepElements(document.body));
  if (changes.length > 0) throw new Error(`Axe has not looked at the whole story: ${changes.join(', ')}`);
};
