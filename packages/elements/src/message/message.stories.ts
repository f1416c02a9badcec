import { selectView } from '@agent-chat/client';
import { AgentChatError, type Part } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript, textPart, VISITOR } from '../test-support/conversation-script.js';
import { CITATIONS, LONG_WORDS, RICH_MARKDOWN } from '../test-support/sample-answers.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { draft, pendingCommand, pendingMessage, ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import { waitUntil } from '../test-support/wait-until.js';
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

const RICH = { type: 'text', partId: 'p1', text: RICH_MARKDOWN, citations: [...CITATIONS] } satisfies Part;
const REASONING: Part = {
  type: 'reasoning',
  partId: 'p0',
  text: 'Two halves: I look both up.',
  durationMs: 4_200,
};
const reason = { code: 'x', message: 'the model did not answer', retryable: true };

/** What is asked after each, and the answer in that language. */
const ANSWERS = [
  ['وبالعربية؟', 'In the morning one says **good morning**.\n\n- Hello\n- Good evening'],
  [
    'そして日本語では？',
    'في الصباح نقول **صباح الخير**، ومن يستخدم `client` يكتب:\n\n1. مرحبًا\n2. مساء الخير',
  ],
  ['Und auf Deutsch?', '朝は**おはようございます**と言います。\n\n> こんにちは、世界。'],
  ['שלום, ובעברית?', 'Morgens sagt man **Guten Morgen**, und unter Donaudampfschifffahrtskapitänen „Moin“.'],
  ['Thanks!', 'בבוקר אומרים **בוקר טוב**.\n\n| English | עברית |\n|---|---|\n| Hello | שלום |'],
] as const;

const meta: Meta = { title: 'Conversation/agent-message', component: 'agent-message' };
export default meta;

type Story = StoryObj;

interface Knobs {
  readonly text: string;
  readonly outcome: 'complete' | 'stopped' | 'truncated' | 'failed';
}

export const Light: StoryObj<Knobs> = {
  render: ({ text, outcome }) => {
    const script = new ConversationScript().says('What is a conversation here?');
    return messages(new ScriptedClient(script.answers([REASONING, { ...RICH, text }], { status: outcome })));
  },
  args: { text: RICH_MARKDOWN, outcome: 'complete' },
  argTypes: { outcome: { control: 'select', options: ['complete', 'stopped', 'truncated', 'failed'] } },
};
export const Dark: Story = { render: () => messages(answered(REASONING, RICH), { scheme: 'dark' }) };
export const RightToLeft: Story = { render: () => messages(answered(REASONING, RICH), { locale: 'ar' }) };
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
/** One that ended without words, and one that was stopped before its agent could say so. */
export const WithoutLastWords: Story = {
  render: () => {
    const script = new ConversationScript().says('Which one is older?').starts();
    script
      .writes([textPart('I look at both.')])
      .calls('call-1', 'look', {})
      .startsTool('call-1');
    script.gets('call-1', 1).answers([], { status: 'failed', reason });
    script
      .says('Again, please.')
      .starts()
      .writes([textPart('I look once more.')]);
    return messages(new ScriptedClient(script.calls('call-2', 'look', {}).clears('stopped')));
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
/** Its own messages: one that did not arrive, one that is refused for good, and one that goes again by itself. */
const unsent = (): ScriptedClient => {
  const script = new ConversationScript().says('Is anybody there?').answers('Yes.');
  const lost = new AgentChatError('ConnectionLost', 'The connection broke.');
  const refused = new AgentChatError('PayloadTooLarge', 'The message is too long.');
  const busy = new AgentChatError('RateLimited', 'Too many messages.');
  const held = { ...pendingMessage('And a third one.', busy, 'request-3'), retryAt: Date.now() + 42_000 };
  const pending = [
    pendingMessage('My bicycle squeaks.', lost),
    pendingMessage('Everything that I know of it, at great length.', refused, 'request-2'),
    held,
  ];
  return new ScriptedClient(script, { pending });
};
const unsentList = (options: FrameOptions = {}) =>
  clientFrame(unsent(), html`<agent-message-list></agent-message-list>`, { height: '30rem', ...options });
export const NotSent: Story = { render: () => unsentList() };
export const NotSentDark: Story = { render: () => unsentList({ scheme: 'dark' }) };
export const NotSentNarrow: Story = { render: () => unsentList({ width: '20rem', locale: 'ar' }) };
/** It did not arrive, and is on its way once more. */
export const SentAgain: Story = {
  render: () => {
    const client = new ScriptedClient(new ConversationScript().says('Hello?').answers('Hello.'), {
      pending: [pendingMessage('My bicycle squeaks.', new AgentChatError('ConnectionLost', 'It broke.'))],
    });
    client.retry = () => client.update({ pending: [pendingMessage('My bicycle squeaks.')] });
    return clientFrame(client, html`<agent-message-list></agent-message-list>`, { height: '20rem' });
  },
  play: async ({ canvasElement }) => {
    const retry = (): HTMLElement | null | undefined =>
      [
        ...(canvasElement.querySelector('agent-message-list')?.renderRoot.querySelectorAll('agent-message') ??
          []),
      ]
        .map((each) => each.renderRoot.querySelector<HTMLElement>('[part=retry]'))
        .find((each) => each !== null);
    await waitUntil(() => retry() != null);
    retry()?.click();
  },
};
/** Each text runs as its language does, whatever the chat around it speaks. */
const manyLanguages = (): ScriptedClient => {
  const script = new ConversationScript().says('How do I greet somebody in your language?');
  for (const [language, answer] of ANSWERS) script.answers(answer).says(language);
  return new ScriptedClient(script.answers('You are welcome.'));
};
export const Languages: Story = { render: () => messages(manyLanguages()) };
export const LanguagesRightToLeft: Story = {
  render: () => messages(manyLanguages(), { locale: 'ar', scheme: 'dark' }),
};
export const LanguagesNarrow: Story = { render: () => messages(manyLanguages(), { width: '20rem' }) };
export const WithFiles: Story = { render: () => messages(SAMPLES.attachments()) };
