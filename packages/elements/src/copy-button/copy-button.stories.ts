import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const copyButton =
  (options: FrameOptions = {}) =>
  ({ text = 'npm start' }: { text?: string } = {}) =>
    storyFrame(html`<agent-copy-button .text=${text}></agent-copy-button>`, options);

const meta: Meta = { title: 'Pieces/agent-copy-button', component: 'agent-copy-button' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ text: string }> = { render: copyButton(), args: { text: 'npm start' } };
export const Dark: Story = { render: copyButton({ scheme: 'dark' }) };
export const RightToLeft: Story = { render: copyButton({ locale: 'ar' }) };
export const Narrow: Story = { render: copyButton({ width: '6rem' }) };
