import { AgentChatError, type Budget, type Card } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { chatWith } from '../test-support/by-keyboard.js';
import { GUIDE, textPart, VISITOR } from '../test-support/conversation-script.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { connection, pendingCommand, ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const OVER = connection({
  status: 'closed',
  error: new AgentChatError('SessionExpired', 'This session has expired.'),
});
const CARD: Card = {
  type: 'note',
  version: 1,
  data: { text: 'A bicycle' },
  actions: [{ actionId: 'order', label: 'Order it' }],
};
const CAP: Budget = {
  meter: 'money',
  scope: { kind: 'conversation', id: 'conversation-1' },
  window: 'total',
  limit: 5_000_000,
};

/** An answer that was written twice, cards with buttons, a refused comment, caps. */
function answered(): ScriptedClient {
  const script = shortConversation().logsBy(VISITOR.participantId, 'budget_set', CAP);
  script.says('Which bicycle?').answers('A red one.').regenerates('message-4').starts();
  script.answers([
    textPart('Either.'),
    { type: 'card', partId: 'p2', card: CARD },
    { type: 'card', partId: 'p3', card: { ...CARD, data: { text: 'Another one' } } },
  ]);
  const comment = { messageId: 'message-5', rating: 'down', comment: 'Which?' } as const;
  const error = new AgentChatError('RateLimited', 'Too much at once.');
  return new ScriptedClient(script, { pending: [pendingCommand('giveFeedback', comment, error)] });
}

/** An agent that asks whether it may. */
function asked(): ScriptedClient {
  const script = shortConversation().says('Write to Ada.').starts();
  return new ScriptedClient(script.calls('call-1', 'send_email', { to: 'Ada' }).asks('approval-1'));
}

function* buttonsIn(root: ParentNode): Generator<HTMLButtonElement> {
  for (const element of root.querySelectorAll('*')) {
    if (element instanceof HTMLButtonElement && !element.disabled) yield element;
    if (element.shadowRoot !== null) yield* buttonsIn(element.shadowRoot);
  }
}

/** Presses whatever can be pressed in the conversation, once: what is sent by it. */
async function pressed(chat: AgentChat, client: ScriptedClient): Promise<Set<unknown>> {
  client.commands.length = 0;
  const list = chat.renderRoot.querySelector('agent-message-list')!;
  for (const button of [...buttonsIn(list.renderRoot)]) button.click();
  await nextFrame();
  return new Set(client.commands.filter(([name]) => name !== 'discard').map(([, method]) => method));
}

const topBar = (chat: AgentChat): readonly Element[] => [
  ...chat.renderRoot.querySelectorAll('.top-bar agent-budget'),
];

describe('a conversation whose session is over', () => {
  it.each([
    [
      'an answer and its cards',
      answered,
      /previous/,
      ['giveFeedback', 'invokeAction', 'regenerate', 'selectBranch'],
    ],
    [
      `${GUIDE.displayName}'s question`,
      asked,
      /approve/,
      ['giveFeedback', 'invokeAction', 'resolveApproval'],
    ],
  ] as const)('can be read, and offers nothing that would not arrive: %s', async (_, make, awaited, live) => {
    const client = make();
    const chat = await chatWith(client);
    await waitUntil(() => [...buttonsIn(chat.renderRoot)].some(({ className }) => awaited.test(className)));
    await waitUntil(() => topBar(chat).length === Number(make === answered));
    const whileLive = await pressed(chat, client);
    expect([...whileLive]).to.include.members([...live]);
    client.update({ connection: OVER });
    await nextFrame();
    await nextFrame();
    expect(await pressed(chat, client)).to.deep.equal(new Set());
    expect(topBar(chat)).to.deep.equal([]);
    await expect(chat).to.be.accessible();
  });
});
