import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const copyButton =
  (options: FrameOptions = {}) =>
  () =>
    storyFrame(html`<agent-copy-button .text=${'npm start'}></agent-copy-button>`, options);

const meta: Meta = { title: 'Pieces/agent-copy-button', component: 'agent-copy-button' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: copyButton() };
export const Dark: Story = { render: copyButton({ theme: 'dark' }) };
export const RightToLeft: Story = { render: copyButton({ dir: 'rtl' }) };
