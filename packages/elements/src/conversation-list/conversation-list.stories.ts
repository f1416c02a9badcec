import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { sampleConversations } from '../test-support/sample-directory.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import type { OlderConversations } from './conversation-list.js';
import '../define.js';

function list(change: Record<string, unknown> = {}, options: FrameOptions = {}) {
  const { conversations = sampleConversations(), status = 'ready', older = 'none' } = change;
  return () =>
    storyFrame(
      html`<agent-conversation-list
        .conversations=${conversations}
        .status=${status}
        .older=${older}
        current="conversation-2"
      ></agent-conversation-list>`,
      { width: '18rem', height: '36rem', ...options },
    );
}

/** What stands below the conversations. */
function atItsEnd(older: OlderConversations, options: FrameOptions = {}): StoryObj {
  return {
    render: list({ older }, options),
    play: async ({ canvasElement }) => {
      const shown = canvasElement.querySelector('agent-conversation-list')!;
      await shown.updateComplete;
      shown.renderRoot.querySelector('[part=older]')?.scrollIntoView({ block: 'end' });
    },
  };
}

const meta: Meta = {
  title: 'Frame/agent-conversation-list',
  component: 'agent-conversation-list',
  parameters: { layout: 'fullscreen' },
};
export default meta;

type Story = StoryObj;

export const Light: Story = { render: list() };
export const Dark: Story = { render: list({}, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: list({}, { locale: 'ar' }) };
export const Narrow: Story = { render: list({}, { width: '14rem', scheme: 'dark' }) };
export const Empty: Story = { render: list({ conversations: [] }) };
export const Loading: Story = { render: list({ conversations: [], status: 'loading' }) };
export const Older: Story = atItsEnd('more');
export const OlderLoading: Story = atItsEnd('loading');
export const OlderFailed: Story = atItsEnd('failed');
export const OlderRightToLeft: Story = atItsEnd('failed', { locale: 'ar' });
export const Failed: Story = { render: list({ conversations: [], status: 'failed' }) };
