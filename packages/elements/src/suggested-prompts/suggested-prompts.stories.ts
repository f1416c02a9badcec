import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import '../define.js';
import type { SuggestedPrompt } from './suggested-prompts.js';

const PROMPTS: readonly SuggestedPrompt[] = [
  { text: 'What can I build with this?', icon: '🧱' },
  { text: 'How does a client resume after a cut?' },
  { text: 'Show me the events of a turn as a table' },
];

const prompts =
  (shown: readonly SuggestedPrompt[], options: FrameOptions = {}) =>
  () =>
    clientFrame(
      SAMPLES.empty(),
      html`<agent-suggested-prompts .prompts=${shown}></agent-suggested-prompts>`,
      options,
    );

const meta: Meta = { title: 'Pieces/agent-suggested-prompts', component: 'agent-suggested-prompts' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: prompts(PROMPTS) };
export const Dark: Story = { render: prompts(PROMPTS, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: prompts(PROMPTS, { locale: 'ar' }) };
export const Narrow: Story = { render: prompts(PROMPTS, { width: '18rem' }) };
export const Long: Story = { render: prompts([{ text: LONG_WORDS }, ...PROMPTS]) };
export const Empty: Story = { render: prompts([]) };
export const Loading: Story = {
  render: () =>
    clientFrame(
      SAMPLES.loading(),
      html`<agent-suggested-prompts .prompts=${PROMPTS} .disabled=${true}></agent-suggested-prompts>`,
    ),
};
