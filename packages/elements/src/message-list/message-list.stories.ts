import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { SAMPLES } from '../test-support/sample-conversations.js';
import type { ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import '../define.js';

const list =
  (client: () => ScriptedClient, options: FrameOptions = {}) =>
  () =>
    clientFrame(client(), html`<agent-message-list></agent-message-list>`, { height: '36rem', ...options });

const meta: Meta = { title: 'Conversation/agent-message-list', component: 'agent-message-list' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: list(SAMPLES.answered) };
export const Dark: Story = { render: list(SAMPLES.answered, { theme: 'dark' }) };
export const RightToLeft: Story = { render: list(SAMPLES.answered, { dir: 'rtl' }) };
export const Narrow: Story = { render: list(SAMPLES.answered, { width: '20rem' }) };
export const Long: Story = { render: list(SAMPLES.long) };
export const Empty: Story = {
  render: () =>
    clientFrame(
      SAMPLES.empty(),
      html`<agent-message-list><p slot="empty">Nothing has been said yet.</p></agent-message-list>`,
      { height: '20rem' },
    ),
};
export const Loading: Story = { render: list(SAMPLES.loading) };
export const Streaming: Story = { render: list(SAMPLES.streaming) };
/** Steps, tools, and a question to a person. */
export const Working: Story = { render: list(SAMPLES.approval) };
/** Messages that wait for the answer to end, in their order. */
export const Waiting: Story = { render: list(SAMPLES.waiting) };
export const Failed: Story = { render: list(SAMPLES.failures) };
