import type { Meta, StoryObj } from '@storybook/web-components-vite';
import type { Budget } from '@agent-chat/protocol';
import { html } from 'lit';
import { ConversationScript } from '../test-support/conversation-script.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { clientFrame, type FrameOptions } from '../test-support/story-frame.js';
import '../define.js';
import type { BudgetReading } from './budget-state.js';

const HERE = { kind: 'conversation', id: 'conversation-1' } as const;
const MONEY: Budget = { meter: 'money', scope: HERE, window: 'total', limit: 5_000_000 };
const TOKENS: Budget = { meter: 'tokens', scope: HERE, window: 'day', limit: 200_000 };
const SENDS: Budget = { meter: 'sends', scope: { kind: 'campaign', id: 'c1' }, window: 'day', limit: 500 };
const BOUNCES: Budget = {
  meter: 'bounces',
  scope: { kind: 'campaign', id: 'c1' },
  window: 'week',
  limit: 20_000,
  per: { meter: 'sends', min: 50 },
};
const READINGS: readonly BudgetReading[] = [
  { budget: TOKENS, used: 171_204 },
  { budget: SENDS, used: 128 },
];

const USAGE = { model: 'careful', inputTokens: 12_000, outputTokens: 3_400, latencyMs: 4_000 };

function script(budgets: readonly Budget[]): ConversationScript {
  const conversation = new ConversationScript().says('Write to the customers.').starts();
  for (const budget of budgets) conversation.logs('budget_set', budget);
  return conversation.logs('usage', { ...USAGE, costMicroUsd: 1_234_500 }).answers('Done.');
}

const paused = (): ConversationScript =>
  script([MONEY, SENDS])
    .logs('budget_exceeded', { budget: MONEY, used: 4_990_000, requested: 50_000 })
    .logs('paused', { reason: { code: 'budget_exceeded', message: 'The budget for money is used up.' } });

interface BudgetFrame extends FrameOptions {
  readonly locked?: boolean;
  readonly compact?: boolean;
}

const budget =
  (conversation: () => ConversationScript, options: BudgetFrame = {}) =>
  () =>
    clientFrame(
      new ScriptedClient(conversation()),
      html`<agent-budget
        .readings=${READINGS}
        ?locked=${options.locked === true}
        ?compact=${options.compact === true}
      ></agent-budget>`,
      { width: '26rem', ...options },
    );

const all = (): ConversationScript => script([MONEY, TOKENS, SENDS, BOUNCES]);

const press =
  (selector: string): NonNullable<Story['play']> =>
  async ({ canvasElement }) => {
    const element = canvasElement.querySelector('agent-budget');
    await element?.updateComplete;
    element?.renderRoot.querySelector<HTMLElement>(selector)?.click();
  };

const meta: Meta = { title: 'Pieces/agent-budget', component: 'agent-budget' };
export default meta;

type Story = StoryObj;

export const Light: StoryObj<{ compact: boolean; locked: boolean }> = {
  render: (knobs) => budget(all, knobs)(),
  args: { compact: false, locked: false },
};
export const Dark: Story = { render: budget(all, { scheme: 'dark' }) };
export const RightToLeft: Story = { render: budget(all, { locale: 'ar' }) };
export const Narrow: Story = { render: budget(all, { width: '18rem' }) };
export const Empty: Story = { render: budget(() => script([])) };
export const Editing: Story = { render: budget(all), play: press('li .icon-button') };
/** A cap is used up, and work waits for a person. */
export const Paused: Story = { render: budget(paused) };
export const PausedDark: Story = { render: budget(paused, { scheme: 'dark' }) };
export const Locked: Story = { render: budget(paused, { locked: true }) };
/** As it stands in a top bar. */
export const Compact: Story = { render: budget(all, { compact: true }) };
export const CompactOpen: Story = {
  render: budget(all, { compact: true, height: '34rem' }),
  play: press('.summary'),
};
export const CompactPaused: Story = { render: budget(paused, { compact: true }) };
