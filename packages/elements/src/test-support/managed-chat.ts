import { fixture, html } from '@open-wc/testing';
import type { AgentChat } from '../chat/chat.js';
import { bicycleShop } from './bicycle-shop.js';
import { FakeServer } from './fake-server.js';

export const INTERFACE = bicycleShop({
  description: 'We know bicycles',
  suggestedPrompts: [{ text: 'Which size is right?' }],
  persistenceType: 'local_storage',
});

/** A server of that shop, in a browser that keeps nothing yet. */
export function freshServer(address: string): FakeServer {
  localStorage.clear();
  sessionStorage.clear();
  return new FakeServer(address, INTERFACE);
}

/** A chat that begins a conversation at `server` by itself. Whoever asks for it registers the elements. */
export function managedChat(
  server: string,
  attributes: Partial<Pick<AgentChat, 'interface' | 'transport'>> = {},
): Promise<AgentChat> {
  return fixture<AgentChat>(
    html`<agent-chat
      .src=${server}
      .interface=${attributes.interface ?? 'demo'}
      .transport=${attributes.transport ?? 'sse'}
    ></agent-chat>`,
  );
}

export const within = (chat: AgentChat, selector: string): HTMLElement | null =>
  chat.renderRoot.querySelector<HTMLElement>(selector);
export const words = (chat: AgentChat, selector: string): string =>
  within(chat, selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
export const field = (chat: AgentChat): HTMLTextAreaElement =>
  chat.renderRoot.querySelector('agent-composer')!.renderRoot.querySelector('textarea')!;
