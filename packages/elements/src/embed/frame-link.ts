import type { AgentChat } from '../chat/chat.js';
import { isForInputMethod } from '../context/input-method.js';
import { createAskedIdentity } from './asked-identity.js';
import { type EmbedMessage, readEmbedCommand, sent } from './embed-messages.js';
import { watchHeight } from './frame-height.js';

export interface FrameLinkOptions {
  /** The origins of the pages that may be around the frame. */
  readonly hosts: readonly string[];
  /** Whether the page around it says who the visitor is. */
  readonly asksIdentity: boolean;
}

/**
 * The frame's half of the talk with the page around it: told to nobody but a page that the interface
 * names, heard from nobody but the window around this one. To be called before the chat begins a
 * session.
 */
export function linkFrame(chat: AgentChat, { hosts, asksIdentity }: FrameLinkOptions): void {
  const allowed = new Set([...hosts, location.origin]);
  /** Who is around us: known where the browser tells, else once it has said hello. */
  let host = surroundingOrigin(allowed);
  const slug = chat.getAttribute('interface') ?? '';
  let isShown = true;
  let unread = 0;
  let height = 0;
  let isThere = false;

  const say = (message: EmbedMessage): void => {
    if (host !== null) parent.postMessage(sent(message), host);
  };
  const asked = createAskedIdentity(() => say({ type: 'agent-chat:identity-wanted' }));
  /** Another function each time, by which the chat sees that there is another person. */
  const askForIdentity = (): void => {
    chat.identity = async () => {
      const token = await asked.ask();
      if (token !== null) return token;
      chat.identity = null;
      throw new Error('The visitor has not logged in.'); // the chat has begun anew, as anybody's
    };
  };
  if (asksIdentity) askForIdentity();
  const count = (next: number): void => {
    if (unread === next) return;
    unread = next;
    say({ type: 'agent-chat:unread', count: unread });
  };
  /** Everything as it stands. */
  const sayAll = (): void => {
    if (!isThere) return;
    say({ type: 'agent-chat:ready', slug });
    say({ type: 'agent-chat:unread', count: unread });
    if (height > 0) say({ type: 'agent-chat:size', height });
  };
  /** Once there is something to write in. */
  const focus = async (): Promise<void> => {
    await customElements.whenDefined('agent-chat');
    await chat.updateComplete;
    if (isShown) chat.focus();
  };
  const prefill = async (text: string): Promise<void> => {
    await customElements.whenDefined('agent-chat');
    await chat.prefill(text);
  };
  const isSeen = (): boolean => isShown && document.visibilityState === 'visible';

  addEventListener('message', ({ source, origin, data }) => {
    if (source !== parent || !allowed.has(origin)) return;
    const command = readEmbedCommand(data);
    if (command === null) return;
    host = origin;
    switch (command.type) {
      case 'agent-chat:hello':
        sayAll();
        asked.askAgain();
        break;
      case 'agent-chat:open':
        isShown = true;
        if (isSeen()) count(0);
        if (command.focus) void focus();
        break;
      case 'agent-chat:hide':
        isShown = false;
        if (isThere) chat.stopDictation();
        break;
      case 'agent-chat:prefill':
        void prefill(command.text);
        break;
      case 'agent-chat:identity':
        if (!asksIdentity) break;
        // An answer that nobody waits for was asked for twice: the other one has been taken.
        if (!asked.said(command.token) && command.isAnswer !== true) askForIdentity();
        break;
    }
  });

  chat.addEventListener('agent-chat-answer', () => {
    if (!isSeen()) count(unread + 1);
  });
  document.addEventListener('visibilitychange', () => {
    if (isSeen()) count(0);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || isForInputMethod(event)) return;
    say({ type: 'agent-chat:close' });
  });
  void watchHeight(chat, (next) => {
    height = next;
    say({ type: 'agent-chat:size', height });
  });
  void customElements.whenDefined('agent-chat').then(() => {
    isThere = true;
    sayAll();
  });
}

/** Firefox does not name the windows around one; there the page around it is waited for, or named by the referrer. */
function surroundingOrigin(allowed: ReadonlySet<string>): string | null {
  const named =
    (location.ancestorOrigins as DOMStringList | undefined)?.[0] ?? URL.parse(document.referrer)?.origin;
  return named !== undefined && allowed.has(named) ? named : null;
}
