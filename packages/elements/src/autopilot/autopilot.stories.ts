import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ConversationScript } from '../test-support/conversation-script.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import '../define.js';

const client = (level: number | null): ScriptedClient =>
  new ScriptedClient(new ConversationScript().logs('autopilot_set', { level }));

const autopilot =
  (level: number | null, options: FrameOptions & { readonly locked?: boolean } = {}) =>
  () =>
    clientFrame(client(level), html`<agent-autopilot ?locked=${options.locked === true}></agent-autopilot>`, {
      height: '32rem',
      ...options,
    });

/** Opens the list, as a person does. */
const open: NonNullable<Story['play']> = async ({ canvasElement }) => {
  const element = canvasElement.querySelector('agent-autopilot');
  await element?.updateComplete;
  element?.renderRoot.querySelector('agent-choice')?.renderRoot.querySelector('button')?.click();
};

const meta: Meta = { title: 'Pieces/agent-autopilot', component: 'agent-autopilot' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ level: number; locked: boolean }> = {
  render: ({ level, locked }) => autopilot(level, { locked })(),
  args: { level: 2, locked: false },
  argTypes: { level: { control: { type: 'range', min: 0, max: 4 } } },
};
export const Open: Story = { render: autopilot(2), play: open };
export const OpenDark: Story = { render: autopilot(0, { scheme: 'dark' }), play: open };
export const OpenRightToLeft: Story = { render: autopilot(3, { locale: 'ar' }), play: open };
export const OpenNarrow: Story = { render: autopilot(4, { width: '20rem' }), play: open };
export const NoLevel: Story = { render: autopilot(null) };
/** Who may not change the level can read what it means. */
export const Locked: Story = { render: autopilot(1, { locked: true }), play: open };
