import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript } from '../test-support/conversation-script.js';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { SAMPLES, shortConversation } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import '../define.js';
import type { DraftText } from './draft-text.js';

/** A text that is in the field already, and is not kept. */
const filled = (text: string): DraftText => ({ load: () => text, save: () => undefined });

const composer =
  (client: () => ScriptedClient, text: string, options: FrameOptions = {}) =>
  () =>
    clientFrame(client(), html`<agent-composer .draftText=${filled(text)}></agent-composer>`, options);

const meta: Meta = { title: 'Pieces/agent-composer', component: 'agent-composer' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: composer(SAMPLES.answered, 'How does a client resume?') };
export const Dark: Story = {
  render: composer(SAMPLES.answered, 'How does a client resume?', { theme: 'dark' }),
};
export const RightToLeft: Story = { render: composer(SAMPLES.answered, 'كيف حالك؟', { dir: 'rtl' }) };
export const Narrow: Story = {
  render: composer(SAMPLES.answered, 'How does a client resume?', { width: '18rem' }),
};
export const Long: Story = { render: composer(SAMPLES.answered, `${LONG_WORDS}\n\n`.repeat(3)) };
export const Empty: Story = { render: composer(SAMPLES.answered, '') };
/** An agent answers: it can be stopped. */
export const Answering: Story = { render: composer(SAMPLES.thinking, '') };
/** An agent answers, and the next message can be sent already. */
export const AnsweringWithText: Story = { render: composer(SAMPLES.thinking, 'And then?') };
export const Stopping: Story = {
  render: composer(() => new ScriptedClient(shortConversation().says('Go').starts().stops('graceful')), ''),
};
export const Loading: Story = {
  render: () => clientFrame(SAMPLES.loading(), html`<agent-composer .disabled=${true}></agent-composer>`),
};
export const Ended: Story = {
  render: composer(() => new ScriptedClient(new ConversationScript().says('Bye').ends('Goodbye.')), ''),
};
