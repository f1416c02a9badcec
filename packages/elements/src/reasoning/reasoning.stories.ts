import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';

const TEXT = 'The question has two halves.\n\n1. What a conversation is\n2. How a client resumes';

const KNOBS = { text: TEXT, durationMs: 4_200, open: true, streaming: false };

const reasoning =
  (text: string, options: FrameOptions = {}) =>
  (turned: Partial<typeof KNOBS> = {}) => {
    const knobs = { ...KNOBS, text, ...turned };
    return storyFrame(
      html`<agent-reasoning
        .text=${knobs.text}
        .durationMs=${knobs.durationMs}
        .open=${knobs.open}
        .streaming=${knobs.streaming}
      ></agent-reasoning>`,
      options,
    );
  };

const meta: Meta = { title: 'Pieces/agent-reasoning', component: 'agent-reasoning' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<typeof KNOBS> = { render: reasoning(TEXT), args: KNOBS };
export const Dark: Story = { render: reasoning(TEXT, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: reasoning(TEXT, { locale: 'ar' }) };
export const Narrow: Story = { render: reasoning(TEXT, { width: '16rem' }) };
export const Long: Story = { render: reasoning(LONG_WORDS, { width: '24rem' }) };
export const Empty: Story = { render: reasoning('') };
export const Folded: Story = {
  render: () => storyFrame(html`<agent-reasoning .text=${TEXT}></agent-reasoning>`),
};
export const Loading: Story = {
  render: () => storyFrame(html`<agent-reasoning .text=${TEXT} .streaming=${true}></agent-reasoning>`),
};
