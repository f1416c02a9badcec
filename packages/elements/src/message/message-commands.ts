import type { ChatClient } from '@agent-chat/client';
import type { Part, Rating } from '@agent-chat/protocol';
import { reportFailure } from '../context/report-failure.js';
import {
  AgentChatCancelQueuedEvent,
  AgentChatDiscardEvent,
  AgentChatEditMessageEvent,
  AgentChatEditQueuedEvent,
  AgentChatExplainEvent,
  AgentChatFeedbackEvent,
  AgentChatRegenerateEvent,
  AgentChatRetryEvent,
  AgentChatSelectBranchEvent,
  AgentChatSendNowEvent,
} from './message.events.js';
import { type MessageSlice, neighbouringTip } from './message-slice.js';
import type { MessageView } from './message-view.js';

/** What a person does with a message: each is told to the page first, which may prevent it. */
export class MessageCommands {
  readonly #host: HTMLElement;
  readonly #client: () => ChatClient | null;
  readonly #message: () => MessageView | null;

  constructor(host: HTMLElement, client: () => ChatClient | null, message: () => MessageView | null) {
    this.#host = host;
    this.#client = client;
    this.#message = message;
  }

  get #messageId(): string | null {
    return this.#message()?.messageId ?? null;
  }

  /** Sends a message again that failed. */
  retry(): void {
    const id = this.#message()?.clientRequestId;
    if (id != null && this.#host.dispatchEvent(new AgentChatRetryEvent(id))) this.#client()?.retry(id);
  }

  /** Sends a message that failed with another text, in its place and with all that went with it. */
  retryWith(text: string): void {
    const id = this.#message()?.clientRequestId;
    const parts = this.#partsWith(text);
    if (id == null || !this.#host.dispatchEvent(new AgentChatRetryEvent(id, parts))) return;
    const client = this.#client();
    const failed = client?.getState().pending.find(({ clientRequestId }) => clientRequestId === id);
    if (client === null || failed?.method !== 'sendMessage') return;
    const { conversationId: _, clientRequestId: __, parts: ___, ...options } = failed.params;
    client.discard(id);
    this.#report(client.sendMessage({ parts }, options));
  }

  /** Gives up a message that failed. */
  discard(): void {
    const id = this.#message()?.clientRequestId;
    if (id != null && this.#host.dispatchEvent(new AgentChatDiscardEvent(id))) this.#client()?.discard(id);
  }

  cancelQueued(): void {
    const id = this.#messageId;
    if (id === null || !this.#host.dispatchEvent(new AgentChatCancelQueuedEvent(id))) return;
    this.#report(this.#client()?.cancelQueued(id));
  }

  editQueued(text: string): void {
    const id = this.#messageId;
    const parts = this.#partsWith(text);
    if (id === null || !this.#host.dispatchEvent(new AgentChatEditQueuedEvent(id, parts))) return;
    this.#report(this.#client()?.editQueued(id, parts));
  }

  /** Has the agent take up a waiting message between two steps. */
  sendNow(): void {
    const id = this.#messageId;
    const parts = this.#message()?.parts ?? [];
    if (id === null || !this.#host.dispatchEvent(new AgentChatSendNowEvent(id))) return;
    this.#report(this.#client()?.editQueued(id, parts, { delivery: 'steer' }));
  }

  /** Says something else in place of the message, as another branch. */
  resend(text: string, { parentId }: MessageSlice): void {
    const id = this.#messageId;
    const parts = this.#partsWith(text);
    if (id === null || !this.#host.dispatchEvent(new AgentChatEditMessageEvent(id, parts))) return;
    this.#report(this.#client()?.sendMessage({ parts }, { parentId }));
  }

  /** Has the agent's whole turn written again, as another branch. */
  regenerate(refused: MessageSlice['refused']): void {
    const id = this.#messageId;
    if (id === null || !this.#host.dispatchEvent(new AgentChatRegenerateEvent(id))) return;
    this.forget(refused);
    this.#report(this.#client()?.send('regenerate', { messageId: id }));
  }

  selectBranch({ siblings }: MessageSlice, step: 1 | -1): void {
    const client = this.#client();
    const tip =
      client === null || siblings === null ? null : neighbouringTip(client.getState(), siblings, step);
    if (tip === null || !this.#host.dispatchEvent(new AgentChatSelectBranchEvent(tip))) return;
    this.#report(client?.send('selectBranch', { tipMessageId: tip }));
  }

  /** `null` takes the rating back. Whether it was given. */
  rate(rating: Rating | null): boolean {
    const id = this.#messageId;
    if (id === null || !this.#host.dispatchEvent(new AgentChatFeedbackEvent(id, rating))) return false;
    this.#report(this.#client()?.send('giveFeedback', { messageId: id, rating }));
    return true;
  }

  /** "Why?" */
  explain(refused: MessageSlice['refused']): void {
    const id = this.#messageId;
    if (id === null || !this.#host.dispatchEvent(new AgentChatExplainEvent(id))) return;
    this.forget(refused);
    this.#report(this.#client()?.send('invokeAction', { messageId: id, actionId: 'explain' }));
  }

  /** Forgets a command that the server has refused. */
  forget(refused: MessageSlice['refused']): void {
    if (refused !== null) this.#client()?.discard(refused.clientRequestId);
  }

  /** The text is one part; what else the message holds stays. */
  #partsWith(text: string): Part[] {
    const parts = this.#message()?.parts ?? [];
    const first = parts.find(({ type }) => type === 'text');
    const rest = parts.filter(({ type }) => type !== 'text' && type !== 'reasoning');
    return [{ type: 'text', partId: first?.partId ?? 'p1', text }, ...rest];
  }

  #report(command: Promise<unknown> | undefined): void {
    reportFailure(this.#host, command);
  }
}
