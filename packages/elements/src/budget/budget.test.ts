import { AgentChatError, type Budget } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ENGLISH_MESSAGES } from '../messages/message-table.js';
import { ConversationScript } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { pendingCommand, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentBudget } from './budget.js';
import { budgetName, formatAmount, limitFrom, limitText } from './budget-words.js';
import '../define.js';

const HERE = { kind: 'conversation', id: 'conversation-1' } as const;
const MONEY: Budget = { meter: 'money', scope: HERE, window: 'total', limit: 5_000_000 };
const SENDS: Budget = { meter: 'sends', scope: { kind: 'tenant', id: 't' }, window: 'day', limit: 500 };
const RATE: Budget = { ...SENDS, meter: 'bounces', limit: 20_000, per: { meter: 'sends', min: 50 } };
const USAGE = { model: 'm', inputTokens: 100, outputTokens: 20, latencyMs: 4, costMicroUsd: 1_234_500 };

function script(...budgets: readonly Budget[]): ConversationScript {
  const conversation = new ConversationScript();
  for (const budget of budgets) conversation.logs('budget_set', budget);
  return conversation.logs('usage', USAGE);
}

async function budgetFor(client: ScriptedClient, change: Partial<AgentBudget> = {}): Promise<AgentBudget> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client}><agent-budget></agent-budget></agent-chat-provider>`,
  );
  const budget = Object.assign(provider.querySelector('agent-budget')!, change);
  await budget.updateComplete;
  return budget;
}

const within = (budget: AgentBudget, selector: string): HTMLElement | null =>
  budget.renderRoot.querySelector(selector);
const words = (budget: AgentBudget): string => budget.renderRoot.textContent?.replace(/\s+/g, ' ') ?? '';
const meters = (budget: AgentBudget): readonly (string | null)[] =>
  [...budget.renderRoot.querySelectorAll('[role=meter]')].map((one) => one.getAttribute('aria-valuetext'));

describe('agent-budget', () => {
  it('shows what is used of each cap, as far as that is known', async () => {
    const client = new ScriptedClient(script(MONEY, SENDS));
    const budget = await budgetFor(client);
    expect(meters(budget)).to.deep.equal(['$1.23 of $5']);
    expect(words(budget)).to.contain('Cap 500');
    budget.readings = [{ budget: SENDS, used: 500 }];
    await budget.updateComplete;
    expect(meters(budget)).to.deep.equal(['$1.23 of $5', '500 of 500']);
    expect(words(budget)).to.contain('Used up');
    await expect(budget).to.be.accessible();
  });

  it('changes a cap, in the unit that people write', async () => {
    const client = new ScriptedClient(script(MONEY));
    const budget = await budgetFor(client);
    within(budget, 'li .icon-button')?.click();
    await budget.updateComplete;
    expect(budget.shadowRoot?.activeElement).to.equal(within(budget, 'input'));
    await expect(budget).to.be.accessible();
    await userEvent.keyboard('nothing{Enter}');
    await budget.updateComplete;
    expect(within(budget, '#invalid')?.textContent).to.contain('not below zero');
    expect(client.commands).to.deep.equal([]);
    within(budget, 'input')?.focus();
    await userEvent.keyboard('{Control>}a{/Control}7,5{Enter}');
    expect(client.commands).to.deep.equal([
      ['send', 'setBudget', { budget: { ...MONEY, limit: 7_500_000 } }],
    ]);
    await budget.updateComplete;
    expect(within(budget, 'form')).to.equal(null);
    expect(budget.shadowRoot?.activeElement).to.equal(within(budget, 'li .icon-button'));
  });

  it.each([
    ['Escape', (): Promise<void> => userEvent.keyboard('{Escape}')],
    ['Cancel', (budget: AgentBudget) => within(budget, 'form .button:last-of-type')?.click()],
  ] as const)('goes back to where the writing began by %s', async (_, leave) => {
    const budget = await budgetFor(new ScriptedClient(script(MONEY, SENDS)));
    budget.renderRoot.querySelectorAll<HTMLElement>('li .icon-button')[1]?.click();
    await budget.updateComplete;
    expect(budget.shadowRoot?.activeElement).to.equal(within(budget, 'input'));
    await leave(budget);
    await budget.updateComplete;
    expect(within(budget, 'form')).to.equal(null);
    expect(budget.shadowRoot?.activeElement).to.equal(
      budget.renderRoot.querySelectorAll('li .icon-button')[1],
    );
  });

  it('keeps a cap that is half written when its budget is read again, also changed', async () => {
    const client = new ScriptedClient(script(MONEY));
    const budget = await budgetFor(client);
    within(budget, 'li .icon-button')?.click();
    await budget.updateComplete;
    await userEvent.keyboard('8');
    client.follow(script({ ...MONEY, limit: 6_000_000 }));
    await nextFrame();
    await budget.updateComplete;
    expect(meters(budget)).to.deep.equal(['$1.23 of $6']);
    expect((within(budget, 'input') as HTMLInputElement | null)?.value).to.equal('8');
    within(budget, 'input')?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, isComposing: true }),
    );
    await budget.updateComplete;
    expect(within(budget, 'form'), 'the key was the input method’s').not.to.equal(null);
  });

  it('keeps a first cap that is half written when caps are set elsewhere, another or the same one', async () => {
    const client = new ScriptedClient(script());
    const budget = await budgetFor(client);
    within(budget, '.add')?.click();
    await budget.updateComplete;
    await userEvent.keyboard('7');
    for (const elsewhere of [script(SENDS), script(SENDS, MONEY), script(MONEY)]) {
      client.follow(elsewhere);
      await nextFrame();
      await budget.updateComplete;
      const field = within(budget, 'input') as HTMLInputElement | null;
      expect(field?.value).to.equal('7');
      expect(budget.shadowRoot?.activeElement).to.equal(field);
    }
    await userEvent.keyboard('{Enter}');
    expect(client.commands).to.deep.equal([
      ['send', 'setBudget', { budget: { ...MONEY, limit: 7_000_000 } }],
    ]);
  });

  it('says why one cap was refused, also when another is set meanwhile', async () => {
    const client = new ScriptedClient(script(MONEY, SENDS));
    const answers: PromiseWithResolvers<never>[] = [];
    client.send = () => {
      answers.push(Promise.withResolvers<never>());
      return answers.at(-1)!.promise;
    };
    const budget = await budgetFor(client);
    for (const button of budget.renderRoot.querySelectorAll<HTMLElement>('li .icon-button')) {
      button.click();
      await budget.updateComplete;
      await userEvent.keyboard('9{Enter}');
      await budget.updateComplete;
    }
    answers[0]?.reject(new AgentChatError('Forbidden', 'Not so much money.'));
    await waitUntil(() => within(budget, '[role=alert]') !== null);
    expect(within(budget, '[role=alert]')?.textContent).to.equal('Not so much money.');
  });

  it('takes no cap that is half written along to another conversation', async () => {
    const budget = await budgetFor(new ScriptedClient(script(MONEY)));
    within(budget, 'li .icon-button')?.click();
    await budget.updateComplete;
    expect(within(budget, 'form')).not.to.equal(null);
    budget.closest('agent-chat-provider')!.client = new ScriptedClient(script(), {}, 'another');
    await nextFrame();
    expect(words(budget)).to.contain('No cap');
    expect(within(budget, 'form')).to.equal(null);
  });

  it('lifts a cap, and sets one where there is none', async () => {
    const client = new ScriptedClient(script(MONEY));
    const budget = await budgetFor(client);
    within(budget, 'li .icon-button')?.click();
    await budget.updateComplete;
    const lift = within(budget, 'form .button:not(.primary)');
    lift?.focus();
    lift?.click();
    lift?.click();
    await budget.updateComplete;
    expect(budget.shadowRoot?.activeElement).to.equal(within(budget, 'li .icon-button'));
    client.follow(script());
    await nextFrame();
    await budget.updateComplete;
    expect(budget.shadowRoot?.activeElement).to.equal(within(budget, '.add'));
    expect(words(budget)).to.contain('No caps are set. $1.23 spent so far.');
    within(budget, '.add')?.click();
    await budget.updateComplete;
    await userEvent.keyboard('2{Enter}');
    expect(client.commands).to.deep.equal([
      ['send', 'setBudget', { budget: { ...MONEY, limit: null } }],
      ['send', 'setBudget', { budget: { ...MONEY, limit: 2_000_000 } }],
    ]);
  });

  it('says that work is paused because a cap is used up, and lets it go on', async () => {
    const broken = script(MONEY)
      .logs('budget_exceeded', { budget: MONEY, used: 4_990_000, requested: 50_000 })
      .logs('paused', { reason: { code: 'budget_exceeded', message: 'The budget for money is used up.' } });
    const client = new ScriptedClient(broken);
    const budget = await budgetFor(client);
    expect(within(budget, '[role=status]')?.textContent).to.contain('The budget for money is used up.');
    expect(meters(budget)).to.deep.equal(['$4.99 of $5']);
    expect(within(budget, 'li')?.className).to.equal('breached');
    await expect(budget).to.be.accessible();
    const resume = within(budget, '.pause button');
    resume?.focus();
    resume?.click();
    client.update({ pending: [pendingCommand('resume', {})] });
    resume?.click();
    expect(client.commands).to.deep.equal([['send', 'resume', {}]]);
    client.follow(broken.logs('resumed', {}), { pending: [] });
    await nextFrame();
    await budget.updateComplete;
    expect(within(budget, '.pause')).to.equal(null);
    expect(budget.shadowRoot?.activeElement).to.equal(within(budget, 'li .icon-button'));
  });

  it('offers nothing to who may not change it, and a panel where it is compact', async () => {
    const client = new ScriptedClient(script(MONEY));
    const budget = await budgetFor(client, { locked: true, compact: true });
    expect(within(budget, '.summary')?.textContent.trim()).to.equal('$1.23 of $5');
    within(budget, '.summary')?.click();
    await budget.updateComplete;
    expect(within(budget, '.panel')?.matches(':popover-open')).to.equal(true);
    expect(budget.renderRoot.querySelectorAll('.panel button')).to.have.length(0);
    expect(words(budget)).to.contain('Only people who are responsible');
    await expect(budget).to.be.accessible();
  });

  it('closes its panel by Escape, which nobody around it hears', async () => {
    const budget = await budgetFor(new ScriptedClient(script(MONEY)), { compact: true });
    const heard: string[] = [];
    budget.parentElement?.addEventListener('keydown', ({ key }) => heard.push(key));
    const isOpen = (): boolean => within(budget, '.panel')?.matches(':popover-open') === true;
    within(budget, '.summary')?.focus();
    await userEvent.keyboard('{Enter}');
    await waitUntil(isOpen, 'the panel');
    await userEvent.keyboard('{Escape}');
    await waitUntil(() => !isOpen(), 'its end');
    expect(heard).to.deep.equal(['Enter']);
    await userEvent.keyboard('{Escape}');
    expect(heard, 'nothing is open').to.deep.equal(['Enter', 'Escape']);
  });
});

describe('the caps in a top bar', () => {
  const DAY: Budget = { ...MONEY, window: 'day', limit: 100_000_000 };
  it.each([
    [[RATE, SENDS, DAY], 'Cap $100 a day'],
    [[RATE, SENDS], 'Cap 500 sends a day'],
    [[{ ...RATE, window: 'total' } as const], 'Cap 2% bounces'],
    [[DAY, MONEY], '$1.23 of $5'],
    [[{ ...MONEY, limit: null }], 'Budget'],
  ])('say of %j: %s', async (budgets, said) => {
    const budget = await budgetFor(new ScriptedClient(script(...budgets)), { compact: true });
    expect(within(budget, '.summary')?.textContent.trim()).to.equal(said);
  });
});

describe('a cap as people write it', () => {
  it('is dollars, percent, or the meter’s own unit', () => {
    expect(limitFrom('0.0001', MONEY, 'en')).to.equal(100);
    expect(limitFrom('2.5', RATE, 'en')).to.equal(25_000);
    expect(limitFrom(' 40 ', SENDS, 'en')).to.equal(40);
    for (const text of ['', '-1', '1e9', '0.0000001', 'Infinity', '9'.repeat(13)]) {
      expect(limitFrom(text, MONEY, 'en'), text).to.equal(undefined);
    }
    expect(limitFrom('2.5', SENDS, 'en'), 'half a message').to.equal(undefined);
  });

  it.each([
    ['en', '1,000', 1_000],
    ['en', '1,000,000', 1_000_000],
    ['en', '12,345.5', 12_345.5],
    ['en', '7,5', 7.5],
    ['en', '1.125', 1.125],
    ['en', '1 000', 1_000],
    ['en', '٥٠٠', 500],
    ['de', '1.000', 1_000],
    ['de', '1.000,5', 1_000.5],
    ['de', '0.125', 0.125],
    ['de', '7.5', 7.5],
    ['fr', '1\u202f000,5', 1_000.5],
    ['ar', '٧٫٥', 7.5],
    ['ar-EG', '١٬٠٠٠', 1_000],
    ['fa', '۱٬۰۰۰٫۵', 1_000.5],
    ['en-IN', '12,34,567', 1_234_567],
    ['de-CH', '1’000', 1_000],
    // Who writes so may mean a thousand.
    ['en', '1.000', undefined],
    ['de', '1,000', undefined],
    ['fr', '1.000', undefined],
    ['en', '1.000,5', undefined],
    ['en', '10,00,0', undefined],
  ])('is read as it is written in %s: %s', (locale, text, dollars) => {
    const limit = dollars === undefined ? undefined : dollars * 1_000_000;
    expect(limitFrom(text, MONEY, locale)).to.equal(limit);
  });

  it.each(['en', 'de', 'fr', 'ar-EG', 'hi', 'de-CH'])(
    'is written so that it is read again in %s',
    (locale) => {
      for (const limit of [0, 1, 1_125_000, 500_000, 1_000_000, 1_234_567_890]) {
        const text = limitText({ ...MONEY, limit }, locale);
        expect(limitFrom(text, MONEY, locale), text).to.equal(limit);
      }
    },
  );

  it('is named and written as what it is', () => {
    expect(budgetName(RATE, ENGLISH_MESSAGES)).to.equal('Bounces per sends');
    expect(formatAmount(RATE, 20_000, 'en')).to.equal('2%');
    expect(formatAmount(MONEY, 12_300, 'en')).to.equal('$0.0123');
  });
});
