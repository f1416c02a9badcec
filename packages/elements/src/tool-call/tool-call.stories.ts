import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';
import { type AgentToolCall, TOOL_CALL_STATUSES } from './tool-call.js';

const DONE: Partial<AgentToolCall> = {
  status: 'done',
  args: { query: 'resume after a cut', limit: 3 },
  output: { hits: [{ title: 'The idea in one paragraph', score: 0.91 }] },
  durationMs: 1_240,
  open: true,
};

const toolCall =
  (given: Partial<AgentToolCall>, options: FrameOptions = {}) =>
  (knobs: Partial<AgentToolCall> = {}) => {
    const change = { ...given, ...knobs };
    return storyFrame(
      html`<agent-tool-call
        .name=${change.name ?? 'search_docs'}
        .status=${change.status ?? 'called'}
        .args=${change.args}
        .output=${change.output}
        .error=${change.error}
        .durationMs=${change.durationMs}
        .open=${change.open ?? false}
      ></agent-tool-call>`,
      options,
    );
  };

const meta: Meta = { title: 'Pieces/agent-tool-call', component: 'agent-tool-call' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<Partial<AgentToolCall>> = {
  render: toolCall(DONE),
  args: { name: 'search_docs', ...DONE },
  argTypes: { status: { control: 'select', options: TOOL_CALL_STATUSES } },
};
export const Dark: Story = { render: toolCall(DONE, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: toolCall(DONE, { locale: 'ar' }) };
export const Narrow: Story = { render: toolCall(DONE, { width: '16rem' }) };
export const Long: Story = {
  render: toolCall({
    ...DONE,
    name: 'a_tool_with_quite_a_long_name',
    args: { query: LONG_WORDS },
    output: LONG_WORDS,
  }),
};
export const Empty: Story = { render: toolCall({ open: true }) };
export const Loading: Story = {
  render: toolCall({ status: 'preparing', args: '{"query": "resu', open: true }),
};
export const Failed: Story = {
  render: toolCall({
    ...DONE,
    status: 'failed',
    output: undefined,
    error: { code: 'Internal', message: 'The file is not there.', retryable: true },
  }),
};
export const EveryStatus: Story = {
  render: () =>
    storyFrame(
      TOOL_CALL_STATUSES.map(
        (status) =>
          html`<agent-tool-call .name=${'search_docs'} .status=${status} .args=${{ query: 'resume' }}></agent-tool-call>`,
      ),
    ),
};
