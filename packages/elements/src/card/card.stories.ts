import type { Card } from '@agent-chat/protocol';
import { tableCard } from '@agent-chat/protocol/cards';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript } from '../test-support/conversation-script.js';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { SAMPLE_CARDS } from '../test-support/sample-cards.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const card =
  (shown: Card, options: FrameOptions = {}) =>
  () =>
    storyFrame(html`<agent-card .card=${shown}></agent-card>`, options);

const COLUMNS = [
  { key: 'name', label: 'Transport' },
  { key: 'viewers', label: 'Viewers a core', align: 'end' as const },
  { key: 'resumes', label: 'Resumes' },
];
const TABLE = tableCard({
  caption: 'What each transport costs',
  columns: COLUMNS,
  rows: [
    { name: 'Server-sent events', viewers: 54_545, resumes: true },
    { name: 'WebSocket', viewers: 162_245, resumes: true },
    { name: 'Long poll', viewers: null, resumes: false },
  ],
});
const WIDE = tableCard({
  caption: 'Orders of this week',
  columns: ['Order', 'Customer', 'City', 'Bicycle', 'Colour', 'Price'].map((label, index) => ({
    key: `c${index}`,
    label,
    ...(index === 5 ? { align: 'end' as const } : {}),
  })),
  rows: Array.from({ length: 6 }, (_, row) => ({
    c0: `47${row}1`,
    c1: 'Ada Lovelace',
    c2: 'Frankfurt am Main',
    c3: 'Gravel, with lights and a rack behind',
    c4: 'Green',
    c5: 1_249 + row,
  })),
});

const LONG = tableCard({
  columns: COLUMNS,
  rows: Array.from({ length: 60 }, (_, row) => ({
    name: LONG_WORDS.slice(0, 40 + row),
    viewers: row ** 3,
    resumes: true,
  })),
});

const meta: Meta = { title: 'Cards/agent-card', component: 'agent-card' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: card(TABLE) };
export const Dark: Story = { render: card(TABLE, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: card(TABLE, { locale: 'ar' }) };
export const Narrow: Story = { render: card(TABLE, { width: '16rem' }) };
export const Long: Story = { render: card(LONG, { width: '28rem' }) };
/** More columns than a telephone is wide. */
export const WideOnATelephone: Story = { render: card(WIDE, { width: '20rem' }) };
export const WideRightToLeft: Story = {
  render: card(WIDE, { width: '20rem', locale: 'ar', scheme: 'dark' }),
};
export const Empty: Story = { render: card(tableCard({ columns: COLUMNS, rows: [] })) };
/** A type that this version does not know shows the text that came with it. */
export const Unknown: Story = {
  render: card({ type: 'hologram', version: 1, data: {}, fallbackText: 'A small house with a red door' }),
};
/** Cards whose elements are not there are shown in words, with the buttons that need no more than a press. */
const inWords = (options: FrameOptions = {}) => ({
  render: () => {
    const script = new ConversationScript().says('Go');
    const cards = SAMPLE_CARDS.map((each, at) => ({
      type: 'card' as const,
      partId: `card-${at}`,
      card: each,
    }));
    const client = new ScriptedClient(script.answers(cards));
    return storyFrame(
      html`<agent-chat-provider .client=${client}
        >${SAMPLE_CARDS.map((each) => html`<p><agent-card .card=${each}></agent-card></p>`)}</agent-chat-provider
      >`,
      options,
    );
  },
});
export const InWords: Story = inWords();
export const InWordsDark: Story = inWords({ scheme: 'dark' });
export const InWordsRightToLeft: Story = inWords({ locale: 'ar' });
export const InWordsNarrow: Story = inWords({ width: '18rem' });
/** Data that is not what its type promises is shown as text. */
export const Failed: Story = { render: card({ type: 'table', version: 1, data: { columns: 'none' } }) };
