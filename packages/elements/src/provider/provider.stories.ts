import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const meta: Meta = { title: 'Chat/agent-chat-provider', component: 'agent-chat-provider' };
export default meta;

type Story = StoryObj;

/** A layout of a page's own, from the single elements: the composer on top, the newest below. */
export const OwnLayout: Story = {
  render: () =>
    storyFrame(
      html`<agent-chat-provider .client=${SAMPLES.answered()} .messages=${{ placeholder: 'Ask the guide' }}>
        <div style="display: grid; grid-template-rows: auto auto 1fr; gap: 12px; block-size: 100%; padding: 12px">
          <agent-composer></agent-composer>
          <agent-connection-status></agent-connection-status>
          <agent-message-list></agent-message-list>
        </div>
      </agent-chat-provider>`,
      { height: '36rem' },
    ),
};
