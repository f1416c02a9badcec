import type { Connection } from '@agent-chat/client';
import { AgentChatError } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { connection } from '../test-support/scripted-client.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const status =
  (change: Partial<Connection>, options: FrameOptions = {}) =>
  () =>
    storyFrame(
      html`<agent-connection-status .connection=${connection(change)}></agent-connection-status>`,
      options,
    );

const LOST = { status: 'reconnecting', attempt: 2, retryAt: Date.now() + 60_000 } as const;

const meta: Meta = { title: 'Pieces/agent-connection-status', component: 'agent-connection-status' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ status: Connection['status'] }> = {
  render: (knobs) => status({ ...LOST, ...knobs })(),
  args: { status: 'reconnecting' },
  argTypes: {
    status: {
      control: 'select',
      options: ['connecting', 'live', 'catching_up', 'reconnecting', 'offline', 'closed'],
    },
  },
};
export const Dark: Story = { render: status(LOST, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: status(LOST, { locale: 'ar' }) };
export const Narrow: Story = { render: status(LOST, { width: '16rem' }) };
/** While all is well there is nothing to say. */
export const Empty: Story = { render: status({}) };
export const Loading: Story = { render: status({ status: 'connecting' }) };
export const Offline: Story = { render: status({ status: 'offline' }) };
/** Nothing happened in the session for too long. */
export const Expired: Story = {
  render: status({
    status: 'closed',
    error: new AgentChatError('SessionExpired', 'This session has expired.'),
  }),
};
export const ExpiredDark: Story = {
  render: status(
    { status: 'closed', error: new AgentChatError('SessionExpired', 'This session has expired.') },
    { scheme: 'dark', width: '20rem' },
  ),
};
export const Failed: Story = {
  render: status({ status: 'closed', error: new AgentChatError('Unauthorized', 'Your session has ended.') }),
};
