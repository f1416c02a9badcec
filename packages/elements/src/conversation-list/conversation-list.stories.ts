import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { sampleConversations } from '../test-support/sample-directory.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

function list(change: Record<string, unknown> = {}, options: FrameOptions = {}) {
  const { conversations = sampleConversations(), status = 'ready', locale = 'en' } = change;
  return () =>
    storyFrame(
      html`<agent-chat-provider locale=${locale}
        ><agent-conversation-list
          .conversations=${conversations}
          .status=${status}
          current="conversation-2"
        ></agent-conversation-list
      ></agent-chat-provider>`,
      { width: '18rem', height: '36rem', ...options },
    );
}

const meta: Meta = {
  title: 'Frame/agent-conversation-list',
  component: 'agent-conversation-list',
  parameters: { layout: 'fullscreen' },
};
export default meta;

type Story = StoryObj;

export const Light: Story = { render: list() };
export const Dark: Story = { render: list({}, { theme: 'dark' }) };
export const RightToLeft: Story = { render: list({ locale: 'ar' }, { dir: 'rtl' }) };
export const Empty: Story = { render: list({ conversations: [] }) };
export const Loading: Story = { render: list({ conversations: [], status: 'loading' }) };
export const Older: Story = { render: list({ older: 'more' }) };
export const OlderFailed: Story = { render: list({ older: 'failed' }) };
export const Failed: Story = { render: list({ conversations: [], status: 'failed' }) };
