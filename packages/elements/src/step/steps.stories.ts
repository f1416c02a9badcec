import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';
import type { StepEvent } from './steps-view.js';

const EVENTS: readonly StepEvent[] = [
  { node: 'plan', status: 'start' },
  { node: 'plan', status: 'ok', latencyMs: 420, costMicroUsd: 1_234 },
  { node: 'look_up', status: 'ok', latencyMs: 3, costMicroUsd: 0 },
  { node: 'search_leads', status: 'start' },
  { node: 'search_leads', status: 'retry', latencyMs: 900, message: 'The index was busy.' },
  { node: 'search_leads', status: 'ok', latencyMs: 1_500, costMicroUsd: 10_020 },
  { node: 'personalise', status: 'start' },
];

const FAILED: readonly StepEvent[] = [
  ...EVENTS,
  { node: 'personalise', status: 'error', latencyMs: 31_000, message: 'The model did not answer in 30 s.' },
];

const steps =
  (events: readonly StepEvent[], options: FrameOptions & { running?: boolean; folded?: boolean } = {}) =>
  () =>
    storyFrame(
      html`<agent-steps
        .events=${events}
        ?running=${options.running ?? false}
        ?folded=${options.folded ?? false}
      ></agent-steps>`,
      options,
    );

const meta: Meta = { title: 'Work/agent-steps', component: 'agent-steps' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ running: boolean; folded: boolean }> = {
  render: (knobs) => steps(FAILED, knobs)(),
  args: { running: false, folded: false },
};
export const Dark: Story = { render: steps(FAILED, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: steps(FAILED, { locale: 'ar' }) };
export const Narrow: Story = { render: steps(FAILED, { width: '16rem' }) };
export const Long: Story = {
  render: steps(
    Array.from({ length: 40 }, (_, at) => ({
      node: `node_${at}_with_a_long_name_that_wraps_where_there_is_no_room`,
      status: 'ok' as const,
      latencyMs: at * 97,
      costMicroUsd: at * 1_003,
      ...(at % 7 === 0 && { message: LONG_WORDS }),
    })),
    { width: '24rem' },
  ),
};
export const Empty: Story = { render: steps([]) };
export const Loading: Story = { render: steps(EVENTS, { running: true }) };
export const Folded: Story = { render: steps(EVENTS, { running: true, folded: true }) };
export const Failed: Story = { render: steps(FAILED) };
