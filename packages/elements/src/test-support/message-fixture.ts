import { type MessageItem, selectView } from '@agent-chat/client';
import type { Viewer } from '@agent-chat/protocol';
import { fixture, html } from '@open-wc/testing';
import { userEvent } from 'vitest/browser';
import type { AgentMessage } from '../message/message.js';
import { messageView } from '../message/message-view.js';
import { VISITOR } from './conversation-script.js';
import type { ScriptedClient } from './scripted-client.js';

const ME: Viewer = { participantId: VISITOR.participantId, operator: false };

/** The last logged message of those that the client shows that `is`, by itself. */
export async function shownMessage(
  client: ScriptedClient,
  is: (item: MessageItem) => boolean,
  viewer: Viewer | null = ME,
): Promise<AgentMessage> {
  const item = selectView(client.getState()).findLast(
    (one): one is MessageItem => one.kind === 'message' && is(one),
  );
  if (item === undefined) throw new Error('There is no such message.');
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} .viewer=${viewer} .locale=${'en'}>
      <agent-message .message=${messageView(item)} data-last></agent-message>
    </agent-chat-provider>`,
  );
  const message = provider.querySelector('agent-message')!;
  await message.updateComplete;
  return message;
}

export const find = <E extends HTMLElement = HTMLElement>(
  message: AgentMessage,
  selector: string,
): E | null => message.renderRoot.querySelector<E>(selector);
export const isOff = (message: AgentMessage, selector: string): boolean | undefined =>
  find<HTMLButtonElement>(message, selector)?.disabled;

export async function press(message: AgentMessage, selector: string): Promise<void> {
  find(message, selector)?.focus();
  await userEvent.keyboard('{Enter}');
  await message.updateComplete;
}
