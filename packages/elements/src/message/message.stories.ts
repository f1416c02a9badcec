import { selectView } from '@agent-chat/client';
import { AgentChatError, type Part } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript, textPart, VISITOR } from '../test-support/conversation-script.js';
import { CITATIONS, LONG_WORDS, RICH_MARKDOWN } from '../test-support/sample-answers.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { draft, pendingCommand, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import '../define.js';
import { messageView } from './message-view.js';

/** Every message of the client's conversation, one below the other. */
function messages(client: ScriptedClient, options: FrameOptions = {}) {
  const views = selectView(client.getState()).flatMap((item) =>
    item.kind === 'tool' || item.kind === 'event' ? [] : [messageView(item)],
  );
  return clientFrame(
    client,
    html`<div style="display: grid; gap: 24px">
      ${views.map((view) => html`<agent-message .message=${view} data-last></agent-message>`)}
    </div>`,
    options,
  );
}

function answered(...parts: Part[]): ScriptedClient {
  return new ScriptedClient(new ConversationScript().says('What is a conversation here?').answers(parts));
}

const RICH: Part = { type: 'text', partId: 'p1', text: RICH_MARKDOWN, citations: [...CITATIONS] };
const REASONING: Part = {
  type: 'reasoning',
  partId: 'p0',
  text: 'Two halves: I look both up.',
  durationMs: 4_200,
};
const reason = { code: 'x', message: 'the model did not answer', retryable: true };

const meta: Meta = { title: 'Conversation/agent-message', component: 'agent-message' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: () => messages(answered(REASONING, RICH)) };
export const Dark: Story = { render: () => messages(answered(REASONING, RICH), { theme: 'dark' }) };
export const RightToLeft: Story = { render: () => messages(answered(REASONING, RICH), { dir: 'rtl' }) };
export const Narrow: Story = { render: () => messages(answered(REASONING, RICH), { width: '20rem' }) };
export const Long: Story = {
  render: () =>
    messages(new ScriptedClient(new ConversationScript().says(LONG_WORDS).answers(LONG_WORDS)), {
      width: '24rem',
    }),
};
export const Empty: Story = {
  render: () =>
    messages(new ScriptedClient(new ConversationScript().says('Go').answers([], { status: 'stopped' }))),
};
/** On its way, and waiting for its turn. */
export const Loading: Story = {
  render: () => {
    const script = new ConversationScript().says('Go').starts().queues('queued-1', 'And then?');
    return messages(
      new ScriptedClient(script, {
        drafts: [draft('It is being **writ', { turn: script.turn })],
        pending: [pendingMessage('On its way')],
      }),
    );
  },
};
export const Failed: Story = {
  render: () => {
    const script = new ConversationScript();
    script.says('One').answers('Half of', { status: 'stopped' });
    script.says('Two').answers('Half of', { status: 'truncated', reason });
    script.says('Three').answers([textPart('Half of')], { status: 'failed', reason });
    script.says('Four').starts();
    const error = new AgentChatError('PayloadTooLarge', 'The message is too long.');
    return messages(
      new ScriptedClient(script, {
        drafts: [draft('Half of', { turn: script.turn, interrupted: true })],
        pending: [pendingMessage('Far too long', error)],
      }),
    );
  },
};
/** An answer that was written twice, to a question that was changed once. */
export const Versions: Story = {
  render: () => {
    const script = new ConversationScript().says('What is a turn?').answers('A run of events.');
    script.selects(null).says('What is a turn, in one sentence?');
    script.answers('A run of events by one participant.').regenerates('message-4');
    return messages(new ScriptedClient(script.answers('What one participant says at a stretch.')));
  },
};
/** As the list shows them on a telephone: no button is out of reach. */
export const VersionsNarrow: Story = {
  render: () => {
    const script = new ConversationScript().says('What is a turn?').answers('A run of events.');
    const client = new ScriptedClient(script.regenerates('message-2').answers('What one participant says.'));
    return clientFrame(client, html`<agent-message-list></agent-message-list>`, {
      width: '20rem',
      height: '20rem',
    });
  },
};
/** Rated, with the field for a comment after a click on a thumb. */
export const Rated: Story = {
  render: () => {
    const script = new ConversationScript().says('What is a turn?').answers('A run of events.');
    const rating = { messageId: 'message-2', rating: 'down', comment: 'Too short.' };
    return messages(new ScriptedClient(script.logsBy(VISITOR.participantId, 'feedback_given', rating)));
  },
};
/** The server would not write another answer. */
export const Refused: Story = {
  render: () => {
    const script = new ConversationScript().says('What is a turn?').answers('A run of events.');
    const error = new AgentChatError('RateLimited', 'Too many requests. Try again in a minute.');
    const refused = pendingCommand('regenerate', { messageId: 'message-2' }, error);
    return messages(new ScriptedClient(script, { pending: [refused] }));
  },
};
export const WithFiles: Story = { render: () => messages(SAMPLES.attachments()) };
