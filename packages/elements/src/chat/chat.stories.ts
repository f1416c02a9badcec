import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { connection, type ScriptedClient } from '../test-support/scripted-client.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import '../define.js';

const PROMPTS = [
  { text: 'What can I build with this?' },
  { text: 'How does a client resume after a cut?' },
  { text: 'Show me the events of a turn as a table' },
  { text: 'What happens when the server is killed?' },
];

function chat(client: ScriptedClient, options: FrameOptions = {}) {
  return () =>
    storyFrame(
      html`<agent-chat
        heading="Guide"
        locale="en"
        .client=${client}
        .suggestedPrompts=${PROMPTS}
        style="block-size: 100%"
      ></agent-chat>`,
      { width: '52rem', height: '46rem', ...options },
    );
}

const meta: Meta = {
  title: 'Chat/agent-chat',
  component: 'agent-chat',
  parameters: { layout: 'fullscreen' },
};
export default meta;

type Story = StoryObj;

export const Light: Story = { render: chat(SAMPLES.answered()) };
export const Dark: Story = { render: chat(SAMPLES.answered(), { theme: 'dark' }) };
export const RightToLeft: Story = { render: chat(SAMPLES.answered(), { dir: 'rtl' }) };
export const Narrow: Story = { render: chat(SAMPLES.answered(), { width: '22.5rem' }) };
export const Long: Story = { render: chat(SAMPLES.long()) };
export const Empty: Story = { render: chat(SAMPLES.empty()) };
export const EmptyDark: Story = { render: chat(SAMPLES.empty(), { theme: 'dark' }) };
export const EmptyNarrow: Story = { render: chat(SAMPLES.empty(), { width: '22.5rem' }) };
export const Loading: Story = { render: chat(SAMPLES.loading()) };
export const Thinking: Story = { render: chat(SAMPLES.thinking()) };
export const Streaming: Story = { render: chat(SAMPLES.streaming()) };
export const Waiting: Story = { render: chat(SAMPLES.waiting()) };
export const Failed: Story = { render: chat(SAMPLES.failures()) };
export const FailedDark: Story = { render: chat(SAMPLES.failures(), { theme: 'dark' }) };
export const FailedNarrow: Story = { render: chat(SAMPLES.failures(), { width: '22.5rem', dir: 'rtl' }) };
export const Offline: Story = {
  render: () => {
    const client = SAMPLES.answered();
    client.update({ connection: connection({ status: 'offline' }) });
    return chat(client)();
  },
};

/** Nothing answers at that address: the chat says so and keeps trying. */
export const Unreachable: Story = {
  render: () =>
    storyFrame(
      html`<agent-chat src="http://127.0.0.1:9" locale="en" style="block-size: 100%"></agent-chat>`,
      {
        width: '52rem',
        height: '36rem',
      },
    ),
};

export const UnknownTransport: Story = {
  render: () =>
    storyFrame(html`<agent-chat transport="pigeon" locale="en" style="block-size: 100%"></agent-chat>`, {
      width: '52rem',
      height: '36rem',
    }),
};
