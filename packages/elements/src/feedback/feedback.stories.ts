import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const feedback =
  (rating: 'up' | 'down', options: FrameOptions = {}) =>
  () =>
    storyFrame(html`<agent-feedback message-id="message-2" rating=${rating}></agent-feedback>`, options);

const meta: Meta = { title: 'Conversation/agent-feedback', component: 'agent-feedback' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ rating: 'up' | 'down' }> = {
  render: ({ rating }) => feedback(rating)(),
  args: { rating: 'down' },
  argTypes: { rating: { control: 'inline-radio', options: ['up', 'down'] } },
};
export const Dark: Story = { render: feedback('down', { scheme: 'dark' }) };
export const RightToLeft: Story = { render: feedback('down', { locale: 'ar' }) };
export const Narrow: Story = { render: feedback('up', { width: '16rem' }) };
