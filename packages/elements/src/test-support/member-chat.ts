import { fixture, html } from '@open-wc/testing';
import type { AgentChat } from '../chat/chat.js';
import type { MemberAccess } from '../chat/member-access.js';
import type { AgentConversationList } from '../conversation-list/conversation-list.js';

/** A person with several conversations. */
export const ADA = {
  token: 'token-of-ada',
  participants: [
    { participantId: 'ada', kind: 'user', displayName: 'Ada' },
    { participantId: 'guide', kind: 'agent', displayName: 'Guide' },
  ],
} as const;

/** The chat of a person with several conversations. Whoever asks for it registers the elements. */
export async function memberChat(
  server: string,
  {
    width = '70rem',
    member = ADA,
    identity = null,
  }: {
    readonly width?: string | undefined;
    readonly member?: MemberAccess | null | undefined;
    readonly identity?: string | null | undefined;
  } = {},
): Promise<AgentChat> {
  const place = await fixture(html`<div style="inline-size: ${width}">
    <agent-chat
      .src=${server}
      .transport=${'sse'}
      .locale=${'en'}
      .member=${member}
      .identity=${identity}
    ></agent-chat>
  </div>`);
  return place.querySelector<AgentChat>('agent-chat')!;
}

export const listOf = (chat: AgentChat): AgentConversationList | null =>
  chat.renderRoot.querySelector('agent-conversation-list');
export const rowsOf = (chat: AgentChat): readonly HTMLElement[] => [
  ...(listOf(chat)?.renderRoot.querySelectorAll<HTMLElement>('.conversation') ?? []),
];
export const titles = (chat: AgentChat): string[] =>
  rowsOf(chat).map((row) => row.querySelector('span')?.textContent ?? '');
/** The title of the row that is marked as the present one. */
export const current = (chat: AgentChat): string | null | undefined =>
  listOf(chat)?.renderRoot.querySelector('[aria-current]')?.textContent.trim();
