import { fixture, html } from '@open-wc/testing';
import { userEvent } from 'vitest/browser';
import type { AgentChat } from '../chat/chat.js';
import { VISITOR } from './conversation-script.js';
import type { ScriptedClient } from './scripted-client.js';
import { waitUntil } from './wait-until.js';

const ME = { participantId: VISITOR.participantId, operator: false };

/**
 * A chat that has the focus where a person writes. Whoever asks for it registers the elements.
 *
 * @param width a CSS length
 */
export async function chatWith(
  client: ScriptedClient | null,
  change: Partial<AgentChat> = {},
  width = '64rem',
): Promise<AgentChat> {
  const place = await fixture<HTMLElement>(html`<div style="inline-size: ${width}; block-size: 40rem">
    <agent-chat .locale=${'en'} style="block-size: 100%" .client=${client} .viewer=${ME}></agent-chat>
  </div>`);
  const chat = place.querySelector('agent-chat')!;
  Object.assign(chat, change);
  await chat.updateComplete;
  chat.focus();
  return chat;
}

/** What has the focus, through all shadow roots. */
export function focusedElement(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement;
  return element;
}

/** Its name. */
export function focused(): string {
  const element = focusedElement();
  const label = (element as HTMLInputElement | null)?.labels?.[0] ?? element;
  const named = element?.getAttribute('aria-label') ?? element?.getAttribute('alt');
  const name = named ?? (label?.textContent || element?.shadowRoot?.textContent) ?? '';
  return name.replace(/\s+/g, ' ').trim();
}

/** Presses a key until what is called `name` has the focus. */
export async function reach(name: RegExp, key = '{Shift>}{Tab}{/Shift}'): Promise<void> {
  const names: string[] = [];
  for (let press = 0; press < 60; press += 1) {
    await userEvent.keyboard(key);
    names.push(focused());
    if (name.test(focused())) return;
  }
  throw new Error(`Nothing called ${name} was reached:\n${names.join('\n')}`);
}

/** Waits until what is called `name` has the focus. */
export async function arriveAt(name: RegExp): Promise<void> {
  const isThere = (): boolean => name.test(focused());
  await waitUntil(isThere, 'The focus did not come.', { timeout: 4_000 }).catch(() => {
    throw new Error(`The focus did not come to ${name}, it is at “${focused().slice(0, 80)}”`);
  });
}
