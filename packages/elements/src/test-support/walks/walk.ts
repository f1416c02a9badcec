import { AgentChatError, type Budget, type Part } from '@agent-chat/protocol';
import { userEvent } from 'vitest/browser';
import type { AgentChat } from '../../chat/chat.js';
import { arriveAt, focusedElement, reach } from '../by-keyboard.js';
import { asControl } from '../controls.js';
import { ConversationScript, HASH } from '../conversation-script.js';
import { shortConversation } from '../sample-conversations.js';
import { type GivenCommand, ScriptedClient } from '../scripted-client.js';
import { waitUntil } from '../wait-until.js';

/** Who walks: where, and which controls they have used so far. */
export interface Walker {
  readonly chat: AgentChat;
  readonly used: Set<string>;
}

export type Step = (walker: Walker) => Promise<unknown>;

export interface Walk {
  /** `null` where the chat has to make its own. */
  readonly client: ScriptedClient | null;
  readonly chat?: Partial<AgentChat>;
  /** How wide the chat is, as a CSS length. Default: there is room for everything. */
  readonly width?: string;
  /** What a person presses, from the field on. */
  readonly steps: readonly Step[];
  /** What comes of it. */
  readonly commands: readonly GivenCommand[];
  /** What the page hears of it, by the names of events. Default: nothing. */
  readonly heard?: readonly string[];
  /** What the server makes of it. */
  readonly after?: () => void;
  /** What else comes to be so. Default: nothing. */
  readonly holds?: (chat: AgentChat) => boolean;
  /** Where the focus is after that. */
  readonly focus: RegExp;
  /** Leaves the page as it was, also when the walk has failed. */
  readonly end?: () => void;
}

/** A way through a chat, and the controls that it uses, by the names that `controlName` gives them. */
export interface PlannedWalk {
  readonly controls: readonly string[];
  readonly begin: () => Walk | Promise<Walk>;
}

export type Walks = Readonly<Record<string, PlannedWalk>>;

export const walk = (controls: readonly string[], begin: PlannedWalk['begin']): PlannedWalk => ({
  controls,
  begin,
});

/** Backwards to what is called so. */
export const back =
  (name: RegExp): Step =>
  () =>
    reach(name);
/** Onwards to it. */
export const on =
  (name: RegExp): Step =>
  () =>
    reach(name, '{Tab}');
/** Waits until the focus is there. */
export const at =
  (name: RegExp): Step =>
  () =>
    arriveAt(name);
/** Uses what has the focus. */
export const keys =
  (text: string): Step =>
  ({ used }) => {
    const control = asControl(focusedElement());
    if (control !== null) used.add(control);
    return userEvent.keyboard(text);
  };
export const enter = keys('{Enter}');
export const space = keys(' ');
/** Waits until the focus is where one can write. */
export const writing: Step = () =>
  waitUntil(() => focusedElement()?.matches('input, textarea') === true, 'a field');
/** Leaves what is open. */
export const escape: Step = () => userEvent.keyboard('{Escape}');

export const ARTICLE = /^(You|Guide), /;
export const FIELD = /^Message$/;
export const LIST = /^Conversation$/;
export const refusal = new AgentChatError('PayloadTooLarge', 'The message is too long.');
export const unavailable = new AgentChatError('Unavailable', 'Closed.');
export const CAP: Budget = {
  meter: 'money',
  scope: { kind: 'conversation', id: 'conversation-1' },
  window: 'total',
  limit: 5_000_000,
};

/** A conversation whose end follows, and the client that shows it. */
export function conversation(script = shortConversation()): {
  readonly script: ConversationScript;
  readonly client: ScriptedClient;
} {
  return { script, client: new ScriptedClient(script) };
}

export function answeredBy(...parts: readonly Part[]): ScriptedClient {
  return new ScriptedClient(new ConversationScript().says('Show me.').answers(parts));
}

export const approval = (rest: object): GivenCommand => [
  'send',
  'resolveApproval',
  { approvalId: 'approval-1', argsHash: HASH, ...rest },
];

/** Whether what has the focus says that it is open, or pressed. */
export function isOn(): boolean {
  const element = focusedElement();
  const details = element?.closest('details');
  return details?.open ?? (element?.ariaExpanded === 'true' || element?.ariaPressed === 'true');
}

/** Opens or closes what is folded, and leaves the focus where it was. */
export function unfolds(client: ScriptedClient, summary: RegExp): Walk {
  let wasOn = false;
  const look: Step = async () => {
    wasOn = isOn();
  };
  return {
    client,
    steps: [back(summary), look, enter],
    commands: [],
    holds: () => isOn() !== wasOn,
    focus: summary,
  };
}

/** What is in one of the elements of a chat, at any depth. */
export function within(chat: AgentChat, ...path: readonly string[]): HTMLElement | null {
  let found: HTMLElement = chat;
  for (const selector of path) {
    const next: HTMLElement | null = found.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
    if (next === null) return null;
    found = next;
  }
  return found;
}
