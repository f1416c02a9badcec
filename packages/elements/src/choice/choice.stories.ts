import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { LONG_WORDS } from '../test-support/sample-answers.js';
import { type FrameOptions, storyFrame } from '../test-support/story-frame.js';
import '../define.js';
import type { Choice } from './choice.js';

const CHOICES: readonly Choice[] = [
  { value: 'each', label: 'Ask each time', description: 'Nothing is sent without you.', short: 'Ask' },
  { value: 'stage', label: 'Ask once a stage', description: 'Approve the first of a kind, and the rest go.' },
  { value: 'never', label: 'Do not ask', description: 'Not allowed by your organisation.', disabled: true },
];

interface Knobs {
  readonly label: string;
  readonly value: string;
  readonly locked: boolean;
  readonly reason: string;
  readonly choices: readonly Choice[];
}

const KNOBS: Knobs = {
  label: 'How often it asks',
  value: 'each',
  locked: false,
  reason: '',
  choices: CHOICES,
};

const choice =
  (change: Partial<Knobs> = {}, options: FrameOptions = {}) =>
  (knobs: Partial<Knobs> = {}) => {
    const { label, value, locked, reason, choices } = { ...KNOBS, ...change, ...knobs };
    return storyFrame(
      html`<agent-choice
        .choices=${choices}
        .value=${value}
        .label=${label}
        .reason=${reason}
        ?locked=${locked}
      ></agent-choice>`,
      { height: '16rem', ...options },
    );
  };

const open: NonNullable<StoryObj['play']> = async ({ canvasElement }) => {
  const element = canvasElement.querySelector('agent-choice');
  await element?.updateComplete;
  element?.renderRoot.querySelector('button')?.click();
};

const meta: Meta = { title: 'Pieces/agent-choice', component: 'agent-choice' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<Knobs> = { render: choice(), args: KNOBS };
export const Open: Story = { render: choice(), play: open };
export const OpenDark: Story = { render: choice({}, { scheme: 'dark' }), play: open };
export const OpenRightToLeft: Story = { render: choice({}, { locale: 'ar' }), play: open };
export const OpenNarrow: Story = { render: choice({}, { width: '18rem' }), play: open };
export const Long: Story = {
  render: choice({
    value: 'long',
    choices: [{ value: 'long', label: LONG_WORDS, description: LONG_WORDS }, ...CHOICES],
  }),
  play: open,
};
/** Nothing is chosen: the button says what for. */
export const Empty: Story = { render: choice({ value: '' }) };
/** It can be read, and says why nothing can be chosen. */
export const Locked: Story = {
  render: choice({ locked: true, reason: 'Your organisation has decided this.' }),
  play: open,
};
