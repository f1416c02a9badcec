/// <reference types="vite/client" />
import { setCustomElementsManifest } from '@storybook/web-components';
import type { Preview } from '@storybook/web-components-vite';
import { setStoryLook } from '../packages/elements/src/test-support/story-frame.js';
import { directionOf } from '../packages/elements/src/messages/locale.js';
import { LOADED_LANGUAGES } from '../packages/elements/src/messages/languages.js';
import { THEME_NAMES } from '../packages/elements/src/themes/themes.js';

// Written by the build. Without it the stories work and the property tables are empty.
const built = import.meta.glob<object>('../packages/elements/dist/custom-elements.json', {
  eager: true,
  import: 'default',
});
for (const manifest of Object.values(built)) setCustomElementsManifest(manifest);

// A stylesheet of a designer's own, for all stories: see docs/theming.md.
import.meta.glob('./theme.css', { eager: true });

const preview: Preview = {
  // Where nothing is chosen, a story is as it wants to be.
  globalTypes: {
    scheme: {
      description: 'Light or dark',
      toolbar: {
        title: 'Scheme',
        icon: 'contrast',
        dynamicTitle: true,
        items: [
          { value: '', title: 'Scheme of the story' },
          { value: 'light', title: 'Light', icon: 'sun' },
          { value: 'dark', title: 'Dark', icon: 'moon' },
        ],
      },
    },
    theme: {
      description: 'A theme by name',
      toolbar: {
        title: 'Theme',
        icon: 'paintbrush',
        dynamicTitle: true,
        items: [
          { value: '', title: 'Theme of the story' },
          ...THEME_NAMES.map((name) => ({ value: name, title: name })),
        ],
      },
    },
    locale: {
      description: 'The language, and its direction',
      toolbar: {
        title: 'Language',
        icon: 'globe',
        dynamicTitle: true,
        items: [
          { value: '', title: 'Language of the story' },
          ...['en', ...LOADED_LANGUAGES].map((language) => ({
            value: language,
            title: new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language,
            right: directionOf(language) === 'rtl' ? '←' : '→',
          })),
        ],
      },
    },
    width: {
      description: 'How wide the element may be',
      toolbar: {
        title: 'Width',
        icon: 'grow',
        dynamicTitle: true,
        items: [
          { value: '', title: 'Width of the story' },
          { value: '20rem', title: 'Telephone', right: '320px' },
          { value: '30rem', title: 'Side panel', right: '480px' },
          { value: '48rem', title: 'Tablet', right: '768px' },
          { value: '100%', title: 'All there is' },
        ],
      },
    },
  },
  initialGlobals: { scheme: '', theme: '', locale: '', width: '' },
  decorators: [
    (story, { globals }) => {
      setStoryLook(globals);
      return story();
    },
  ],
  argTypesEnhancers: [
    // What a story does not take cannot be turned in it; what it means is still told.
    ({ argTypes, initialArgs }) =>
      Object.fromEntries(
        Object.entries(argTypes).map(([name, type]) => [
          name,
          name in initialArgs ? type : { ...type, control: false },
        ]),
      ),
  ],
  parameters: {
    // Every story must pass axe; a violation fails the test run.
    a11y: { test: 'error' },
    controls: { expanded: true },
    // The scheme is chosen for the element, with the ground that goes with it.
    backgrounds: { disable: true },
    // The whole before its parts.
    options: {
      storySort: {
        order: [
          'Chat',
          ['agent-chat', 'the widget', '*'],
          'Conversation',
          ['agent-message-list', 'agent-message', '*'],
          'Work',
          'Cards',
          'Pieces',
          ['agent-composer', 'agent-markdown', '*'],
          'Frame',
        ],
      },
    },
  },
  tags: ['autodocs'],
};

export default preview;
