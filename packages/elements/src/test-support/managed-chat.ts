import { fixture, html } from '@open-wc/testing';
import type { AgentChat } from '../chat/chat.js';
import { bicycleShop } from './bicycle-shop.js';

export const INTERFACE = bicycleShop({
  description: 'We know bicycles',
  suggestedPrompts: [{ text: 'Which size is right?' }],
  persistenceType: 'local_storage',
});

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
