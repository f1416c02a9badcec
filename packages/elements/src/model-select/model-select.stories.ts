import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript } from '../test-support/conversation-script.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import '../define.js';
import type { ModelChoice } from './model-select.js';

const MODELS: readonly ModelChoice[] = [
  { model: 'quick', label: 'Quick', description: 'Short answers at once. Cheapest.' },
  { model: 'careful', label: 'Careful', description: 'Thinks before it answers. For hard questions.' },
  { model: 'vast', label: 'Vast', description: 'Reads whole books. Slow and dear.' },
];

const client = (model?: string): ScriptedClient =>
  new ScriptedClient(new ConversationScript().logs('updated', { model: model ?? null }).says('Hello'));

const select =
  (model: string | undefined, options: FrameOptions & { readonly locked?: boolean } = {}) =>
  () =>
    clientFrame(
      client(model),
      html`<agent-model-select .models=${MODELS} ?locked=${options.locked === true}></agent-model-select>`,
      { height: '20rem', ...options },
    );

/** Opens the list, as a person does. */
const open: NonNullable<Story['play']> = async ({ canvasElement }) => {
  const element = canvasElement.querySelector('agent-model-select');
  await element?.updateComplete;
  element?.renderRoot.querySelector('agent-choice')?.renderRoot.querySelector('button')?.click();
};

const meta: Meta = { title: 'Pieces/agent-model-select', component: 'agent-model-select' };
export default meta;

type Story = StoryObj;

export const Light: Story = { render: select('careful') };
export const Open: Story = { render: select('careful'), play: open };
export const OpenDark: Story = { render: select('careful', { scheme: 'dark' }), play: open };
export const OpenRightToLeft: Story = { render: select('careful', { locale: 'ar' }), play: open };
export const OpenNarrow: Story = { render: select('careful', { width: '20rem' }), play: open };
export const Default: Story = { render: select(undefined) };
/** In force is one that the page does not name. */
export const Unknown: Story = { render: select('somebody-elses-1.5'), play: open };
/** An anonymous visitor is held to the default, and can read why. */
export const Locked: Story = { render: select(undefined, { locked: true }) };
export const LockedOpen: Story = { render: select(undefined, { locked: true }), play: open };
export const Loading: Story = {
  render: () =>
    clientFrame(SAMPLES.loading(), html`<agent-model-select .models=${MODELS}></agent-model-select>`),
};
