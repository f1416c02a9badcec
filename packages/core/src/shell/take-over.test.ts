import type { ConversationEvent, MethodParams } from '@agent-chat/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.js';
import { ADA, create, echo, PARTICIPANTS, say, start } from '../test-support/orchestrator-fixture.js';
import { ConversationHost } from './conversation-host.js';
import { nodeOf } from './orchestrator-options.js';
import { takeUpWhatWasLeft } from './take-over.js';

const PAGE_SIZE = 2;
const ANSWERED = ['old-1', 'old-2', 'old-3'];
/** More than a page, and all of them newer. */
const WITHOUT_A_RUNNER = ['new-1', 'new-2', 'new-3', 'new-4', 'new-5'];

it('takes up all that was left, whatever stands before it that nobody here can run', async () => {
  const store = createMemoryStore();
  const { orchestrator } = start({}, { store: store.events });
  const api = orchestrator.as(ADA);
  const nobody: MethodParams<'createConversation'>['participants'] = PARTICIPANTS.map((one) =>
    one.kind === 'agent' ? { ...one, participantId: 'nobody' } : one,
  );
  for (const conversationId of [...ANSWERED, ...WITHOUT_A_RUNNER]) {
    const isAnswered = ANSWERED.includes(conversationId);
    await create(api, conversationId, { participants: isAnswered ? PARTICIPANTS : nobody });
    await api.call('sendMessage', say('Hello', { conversationId }));
  }
  await orchestrator.close();

  const node = nodeOf({ store, agents: { bot: echo } });
  const conversations = new ConversationHost(node, {
    drafts: null,
    presenceRelay: null,
    onAppended: () => undefined,
  });
  onTestFinished(() => conversations.close());
  await takeUpWhatWasLeft(node, conversations, PAGE_SIZE);
  const left = async () => (await store.events.listRunnable(100)).map((one) => one.conversationId);
  await expect.poll(async () => (await left()).toSorted()).toEqual(WITHOUT_A_RUNNER);
  for (const conversationId of ANSWERED) {
    const stored = await store.events.read({ conversationId, tenant: 'default', limit: 100 });
    const authors = stored.map(({ json }) => (JSON.parse(json) as ConversationEvent).author);
    expect(authors.filter((author) => author === 'bot')).toHaveLength(1);
  }
});
