import type { QueryEntry } from '@agent-chat/protocol';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript } from '../test-support/conversation-script.js';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const query =
  (text: string, answer: string | null, options: FrameOptions & { asked?: string } = {}) =>
  () => {
    const script = new ConversationScript().says('Book it').starts().queries('query-1', text);
    if (answer !== null) script.replies('query-1', answer);
    const entry = [...script.state.timeline.entries].find((one): one is QueryEntry => one.kind === 'query');
    return storyFrame(
      html`<agent-query .query=${entry} asker="Guide" asked=${options.asked ?? 'Planner'}></agent-query>`,
      options,
    );
  };

const QUESTION = 'Which of the two days suits you better?';

const meta: Meta = { title: 'Work/agent-query', component: 'agent-query' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: query(QUESTION, 'The Tuesday.') };
export const Dark: Story = { render: query(QUESTION, 'The Tuesday.', { scheme: 'dark' }) };
export const RightToLeft: Story = { render: query(QUESTION, 'The Tuesday.', { locale: 'ar' }) };
export const Narrow: Story = { render: query(QUESTION, 'The Tuesday.', { width: '16rem' }) };
export const Long: Story = { render: query(LONG_WORDS, LONG_WORDS, { width: '24rem' }) };
/** Any person may answer. */
export const Loading: Story = { render: query(QUESTION, null, { asked: '' }) };
