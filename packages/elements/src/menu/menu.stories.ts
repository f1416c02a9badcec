import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { downloadIcon, settingsIcon } from '../icons/icons.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const ITEMS = [
  { id: 'settings', label: 'Settings', icon: settingsIcon },
  { id: 'markdown', label: 'Save as Markdown', icon: downloadIcon, divided: true },
  { id: 'json', label: 'Save as JSON', icon: downloadIcon },
];

const menu =
  (options: FrameOptions = {}) =>
  () =>
    storyFrame(
      html`<div style="display: flex; justify-content: flex-end; container-type: inline-size">
        <agent-menu label="More" open .items=${ITEMS}></agent-menu>
      </div>`,
      { width: '20rem', height: '14rem', ...options },
    );

const meta: Meta = { title: 'Frame/agent-menu', component: 'agent-menu' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: menu() };
export const Dark: Story = { render: menu({ scheme: 'dark' }) };
export const RightToLeft: Story = { render: menu({ locale: 'ar' }) };
export const Narrow: Story = { render: menu({ width: '10rem', height: '18rem' }) };
