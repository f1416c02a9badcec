import { fixture, html } from '@open-wc/testing';
import type { TemplateResult } from 'lit';
import { userEvent } from 'vitest/browser';
import type { AgentChat } from '../chat/chat.js';
import { VISITOR } from './conversation-script.js';
import type { ScriptedClient } from './scripted-client.js';
import { waitUntil } from './wait-until.js';

/**
 * Where the page begins or ends: from there it goes round. By way of its own buttons a browser would too,
 * but Firefox, when it is driven, comes back from them without its Enter key.
 */
const edge = (name: string, isFirst: boolean): TemplateResult =>
  html`<button
    style="position: absolute; opacity: 0"
    aria-label=${name}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Tab' || event.shiftKey !== isFirst) return;
      event.preventDefault();
      const { parentElement } = event.currentTarget as Element;
      parentElement?.querySelector<HTMLElement>(`:scope > button${isFirst ? ':last-child' : ''}`)?.focus();
    }}
  ></button>`;

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
    ${edge('Before the chat', true)}
    <agent-chat .locale=${'en'} style="block-size: 100%" .client=${client} .viewer=${ME}></agent-chat>
    ${edge('After the chat', false)}
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
