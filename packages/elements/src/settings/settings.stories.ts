import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const panel =
  (locale = 'en', options: FrameOptions = {}) =>
  () =>
    storyFrame(
      html`<agent-chat-provider locale=${locale}><agent-chat-settings></agent-chat-settings></agent-chat-provider>`,
      { width: '24rem', height: '44rem', ...options },
    );

const meta: Meta = {
  title: 'Frame/agent-chat-settings',
  component: 'agent-chat-settings',
  parameters: { layout: 'fullscreen' },
};
export default meta;

type Story = StoryObj;

export const Light: Story = { render: panel() };
export const Dark: Story = { render: panel('de', { theme: 'dark' }) };
export const RightToLeft: Story = { render: panel('ar', { dir: 'rtl' }) };
export const Narrow: Story = { render: panel('ja', { width: '20rem' }) };
