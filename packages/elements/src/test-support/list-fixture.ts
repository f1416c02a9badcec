import { fixture, html } from '@open-wc/testing';
import type { AgentMessageList } from '../message-list/message-list.js';
import { nextFrame } from './next-frame.js';
import type { ScriptedClient } from './scripted-client.js';
import { waitUntil } from './wait-until.js';

/** A list of 600 by 400 pixels that shows what `client` has. */
export async function listFor(client: ScriptedClient): Promise<AgentMessageList> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} .locale=${'en'}>
      <agent-message-list style="block-size: 400px; inline-size: 600px"></agent-message-list>
    </agent-chat-provider>`,
  );
  const list = provider.querySelector('agent-message-list')!;
  await settled(list);
  return list;
}

/** Everything that the state means is on the screen, markdown included. */
export async function settled(list: AgentMessageList): Promise<void> {
  await nextFrame();
  await list.updateComplete;
  await waitUntil(() =>
    [...list.renderRoot.querySelectorAll('agent-message')].every((message) =>
      [...(message.shadowRoot?.querySelectorAll('agent-markdown') ?? [])].every(
        (markdown) => markdown.shadowRoot?.querySelector('.blocks') != null,
      ),
    ),
  );
  await nextFrame();
}

/**
 * Waits until every row stands where it stays. Rows around what is seen come a frame later, and have their
 * height when their words are there; in some browsers what is seen is laid out two frames late.
 */
export async function laidOut(list: AgentMessageList): Promise<void> {
  await settled(list);
  // Not by how high all is: the space that a lower row leaves is kept until its height is known.
  for (let same = 0, places = ''; same < 4; same++) {
    const now = [...list.renderRoot.querySelectorAll('.item')].map(
      (row) => row.getBoundingClientRect().bottom,
    );
    if (now.join() !== places) same = 0;
    places = now.join();
    await nextFrame();
  }
}

/** The box of a list that scrolls. */
export const scroller = (list: AgentMessageList): HTMLElement => list.renderRoot.querySelector('.scroller')!;

/** How far it is from its end, in pixels. */
export const fromEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number =>
  Math.round(scrollHeight - scrollTop - clientHeight);

/** The button that leads to the end. */
export const toLatest = (list: AgentMessageList): HTMLButtonElement =>
  list.renderRoot.querySelector('.to-latest')!;

/** The texts of what matches in a list, on one line each. */
export const texts = (list: AgentMessageList, selector: string): string[] =>
  [...list.renderRoot.querySelectorAll(selector)].map((each) => each.textContent.replace(/\s+/g, ' ').trim());
