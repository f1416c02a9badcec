import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../define.js';
import { DEFAULT_LOCALE_TEXT } from '../messages/locale-text.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import type { ScriptedClient } from '../test-support/scripted-client.js';
import { type FrameOptions, storyFrame, storyLook } from '../test-support/story-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
import { transcriptFile } from './save-transcript.js';

/** The page as a browser opens it: in a frame, with nothing of the chat around it. */
function page(client: () => ScriptedClient, options: FrameOptions = {}): StoryObj {
  return {
    render: () =>
      storyFrame(
        html`<iframe
          title="The saved page"
          style="display: block; inline-size: 100%; border: 0; color-scheme: ${storyLook(options).scheme}"
        ></iframe>`,
        { width: '52rem', ...options },
      ),
    play: async ({ canvasElement }) => {
      const frame = canvasElement.querySelector('iframe')!;
      const file = await transcriptFile(client(), 'html', { ...DEFAULT_LOCALE_TEXT, locale: 'en' });
      frame.srcdoc = await file.text();
      const shown = (): HTMLElement | undefined => frame.contentDocument?.documentElement;
      await waitUntil(
        () => frame.contentDocument?.readyState === 'complete' && shown()?.querySelector('article') != null,
      );
      frame.style.blockSize = `${shown()?.scrollHeight ?? 0}px`;
    },
  };
}

const meta: Meta = { title: 'Chat/saved page', parameters: { layout: 'fullscreen' } };
export default meta;

type Story = StoryObj;

export const Light: Story = page(SAMPLES.answered);
export const Dark: Story = page(SAMPLES.answered, { scheme: 'dark' });
export const Narrow: Story = page(SAMPLES.answered, { width: '20rem' });
/** How answers ended that are not whole, and why. */
export const Failed: Story = page(SAMPLES.failures);
