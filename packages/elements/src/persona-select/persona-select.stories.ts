import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';
import type { PersonaChoice } from './persona-select.js';

const PERSONAS: readonly PersonaChoice[] = [
  { personaId: 'guide', name: 'Guide', description: 'Explains, step by step.', symbol: '🧭' },
  { personaId: 'critic', name: 'Critic', description: 'Looks for what is wrong with it.', symbol: '🔍' },
  { personaId: 'clerk', name: 'Clerk', description: 'Short answers, with sources.' },
];

const select =
  (options: FrameOptions & { readonly locked?: boolean; readonly value?: string } = {}) =>
  () =>
    storyFrame(
      html`<agent-persona-select
        .personas=${PERSONAS}
        .value=${options.value ?? 'guide'}
        ?locked=${options.locked === true}
      ></agent-persona-select>`,
      options,
    );

const meta: Meta = { title: 'Pieces/agent-persona-select', component: 'agent-persona-select' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ value: string; locked: boolean }> = {
  render: (knobs) => select(knobs)(),
  args: { value: 'guide', locked: false },
  argTypes: { value: { control: 'select', options: PERSONAS.map(({ personaId }) => personaId) } },
};
export const Dark: Story = { render: select({ scheme: 'dark' }) };
export const RightToLeft: Story = { render: select({ locale: 'ar' }) };
export const Narrow: Story = { render: select({ width: '18rem' }) };
export const NoneChosen: Story = { render: select({ value: '' }) };
/** The conversation has begun. */
export const Locked: Story = { render: select({ locked: true, value: 'critic' }) };
