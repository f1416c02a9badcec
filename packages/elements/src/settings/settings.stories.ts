import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const panel =
  (options: FrameOptions = {}) =>
  () =>
    storyFrame(html`<agent-chat-settings></agent-chat-settings>`, {
      width: '24rem',
      height: '44rem',
      ...options,
    });

const meta: Meta = {
  title: 'Frame/agent-chat-settings',
  component: 'agent-chat-settings',
  parameters: { layout: 'fullscreen' },
};
export default meta;

type Story = StoryObj;

export const Light: Story = { render: panel() };
export const Dark: Story = { render: panel({ locale: 'de', scheme: 'dark' }) };
export const RightToLeft: Story = { render: panel({ locale: 'ar' }) };
export const Narrow: Story = { render: panel({ locale: 'ja', width: '20rem' }) };
