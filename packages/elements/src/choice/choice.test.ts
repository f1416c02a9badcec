import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { settle } from '../../../../tools/settle.js';
import { nextFrame } from '../test-support/next-frame.js';
import type { AgentChoice, Choice } from './choice.js';
import '../define.js';

const CHOICES: readonly Choice[] = [
  { value: 'a', label: 'Apple', description: 'A fruit' },
  { value: 'b', label: 'Banana' },
  { value: 'c', label: 'Blueberry' },
  { value: 'd', label: 'Durian', disabled: true },
];

async function choiceWith(locked = false): Promise<{ choice: AgentChoice; chosen: string[] }> {
  const chosen: string[] = [];
  const choice = await fixture<AgentChoice>(
    html`<agent-choice
      label="Fruit"
      value="b"
      reason="Only on Sundays."
      ?locked=${locked}
      .choices=${CHOICES}
      @agent-chat-choose=${(event: Event & { value: string }) => chosen.push(event.value)}
    ></agent-choice>`,
  );
  return { choice, chosen };
}

const button = (choice: AgentChoice): HTMLButtonElement => choice.renderRoot.querySelector('button')!;
const panel = (choice: AgentChoice): HTMLElement | null => choice.renderRoot.querySelector('.panel');
const active = (choice: AgentChoice): string | undefined =>
  choice.renderRoot
    .querySelector(`#${button(choice).getAttribute('aria-activedescendant')}`)
    ?.querySelector('.option-label')?.textContent;

async function press(choice: AgentChoice, keys: string): Promise<void> {
  await userEvent.keyboard(keys);
  await choice.updateComplete;
}

/** Whether the first character of what a button says can be seen, by how far the button reaches. */
function showsBeginning(words: Element): boolean {
  const text = document.createTreeWalker(words, NodeFilter.SHOW_TEXT).nextNode() as Text;
  const place = words.getBoundingClientRect();
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(text, 1);
  const { left, right } = range.getBoundingClientRect();
  return left >= place.left - 1 && right <= place.right + 1;
}

describe('agent-choice', () => {
  it('stays open, below its button, when the page says late that it was scrolled, and in a window of another size', async () => {
    const { choice } = await choiceWith();
    button(choice).click();
    await choice.updateComplete;
    document.dispatchEvent(new Event('scroll'));
    // As when the keyboard of a telephone goes away, because the focus has gone to the button.
    window.dispatchEvent(new Event('resize'));
    choice.parentElement!.style.paddingBlockStart = '10px';
    await nextFrame();
    await nextFrame();
    settle();
    const { top } = panel(choice)!.getBoundingClientRect();
    expect(top - button(choice).getBoundingClientRect().bottom).to.be.closeTo(6, 1);
  });

  it.each([
    ['Latin', 'A model whose name is longer than there is room for'],
    ['Arabic', 'نموذج اسمه أطول من المكان المتاح له في هذا الزر الصغير'],
  ])('begins with the beginning of a long label in %s letters, in both directions', async (_, label) => {
    for (const dir of ['ltr', 'rtl']) {
      const place = await fixture<HTMLElement>(
        html`<div dir=${dir} style="inline-size: 120px">
          <agent-choice label="Model" value="a" .choices=${[{ value: 'a', label }]}></agent-choice>
        </div>`,
      );
      const choice = place.querySelector('agent-choice')!;
      await choice.updateComplete;
      const words = choice.renderRoot.querySelector('.words')!;
      expect(words.scrollWidth, dir).to.be.above(words.clientWidth);
      expect(showsBeginning(words), dir).to.equal(true);
    }
  });

  it('is accessible, closed, open and locked', async () => {
    const { choice } = await choiceWith();
    await expect(choice).to.be.accessible();
    button(choice).click();
    await choice.updateComplete;
    await expect(choice).to.be.accessible();
    const { choice: locked } = await choiceWith(true);
    button(locked).click();
    await locked.updateComplete;
    await expect(locked).to.be.accessible();
  });

  it('is walked through and chosen from by keys, and keeps the focus', async () => {
    const { choice, chosen } = await choiceWith();
    choice.focus();
    await press(choice, '{ArrowDown}');
    expect(button(choice).getAttribute('aria-expanded')).to.equal('true');
    expect(active(choice)).to.equal('Banana');
    await press(choice, '{ArrowDown}');
    expect(active(choice)).to.equal('Blueberry');
    await press(choice, '{End}{ArrowDown}');
    expect(active(choice)).to.equal('Apple');
    await press(choice, '{Enter}');
    expect(chosen).to.deep.equal(['a']);
    expect(panel(choice)).to.equal(null);
    expect(choice.shadowRoot?.activeElement).to.equal(button(choice));
  });

  it('finds one by what is typed, and the next one by the same letter', async () => {
    const { choice } = await choiceWith();
    choice.focus();
    await press(choice, '{Enter}');
    await press(choice, 'b');
    expect(active(choice)).to.equal('Blueberry');
    await press(choice, 'b');
    expect(active(choice)).to.equal('Banana');
  });

  it('is chosen from by Space, unless that belongs to a word that is being typed', async () => {
    const { choice, chosen } = await choiceWith();
    choice.choices = [...CHOICES, { value: 'e', label: 'Black currant' }];
    choice.focus();
    await press(choice, '{Enter}');
    await press(choice, 'black c');
    expect(active(choice)).to.equal('Black currant');
    expect(chosen).to.deep.equal([]);
    await press(choice, 'q ');
    expect(panel(choice), 'no word begins so').not.to.equal(null);
    await new Promise((resolve) => setTimeout(resolve, 650));
    await press(choice, ' ');
    expect(chosen).to.deep.equal(['e']);
    expect(panel(choice)).to.equal(null);
    // What was typed before it was closed is no part of a word.
    await press(choice, '{Enter}');
    await press(choice, 'a{Escape}');
    await press(choice, '{ArrowDown}{Home} ');
    expect(chosen).to.deep.equal(['e', 'a']);
  });

  it('closes on Escape, which nobody around it hears, and when the focus leaves', async () => {
    const { choice, chosen } = await choiceWith();
    const heard: string[] = [];
    choice.parentElement?.addEventListener('keydown', (event) => heard.push(event.key));
    choice.focus();
    await press(choice, '{Enter}');
    await press(choice, '{Escape}');
    expect(panel(choice)).to.equal(null);
    expect(heard).to.deep.equal(['Enter']);
    await press(choice, '{Enter}');
    expect(panel(choice)?.matches(':popover-open')).to.equal(true);
    button(choice).blur();
    await choice.updateComplete;
    expect(panel(choice)).to.equal(null);
    expect(chosen).to.deep.equal([]);
  });

  it('chooses neither what cannot be chosen nor, locked, anything, and says why', async () => {
    const { choice, chosen } = await choiceWith();
    choice.focus();
    await press(choice, '{Enter}{End}{Enter}');
    expect(chosen).to.deep.equal([]);
    const { choice: locked, chosen: never } = await choiceWith(true);
    locked.focus();
    await press(locked, '{Enter}');
    expect(panel(locked)?.textContent).to.contain('Only on Sundays.');
    await press(locked, '{ArrowDown}{Enter}');
    expect(never).to.deep.equal([]);
    const reason = button(locked).getAttribute('aria-describedby');
    expect(locked.renderRoot.querySelector(`#${reason}`)?.textContent).to.equal('Only on Sundays.');
  });

  it('stays inside the window, wherever its button stands', async () => {
    const { choice } = await choiceWith();
    Object.assign(choice.style, { position: 'fixed', right: '0', bottom: '0' });
    button(choice).click();
    await choice.updateComplete;
    const { left, right, top, bottom } = panel(choice)!.getBoundingClientRect();
    expect(left).to.be.at.least(0);
    expect(top).to.be.at.least(0);
    expect(right).to.be.at.most(document.documentElement.clientWidth);
    expect(bottom).to.be.at.most(button(choice).getBoundingClientRect().top);
  });
});
