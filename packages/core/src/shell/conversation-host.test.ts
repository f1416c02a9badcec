import { expect, it } from 'vitest';
import { createMemoryStore } from '../memory/memory-store.js';
import { ConversationHost } from './conversation-host.js';
import { nodeOf } from './orchestrator-options.js';

it('keeps a conversation that is used, whatever becomes of one that it had before in its place', async () => {
  const node = nodeOf({ store: createMemoryStore(), maxIdleConversations: 1 });
  const conversations = new ConversationHost(node, {
    drafts: null,
    presenceRelay: null,
    onAppended: () => undefined,
  });
  const visit = async (conversationId: string) => {
    const { conversation, release } = await conversations.host('default', conversationId);
    release();
    return conversation;
  };
  const former = await visit('c1');
  for (const other of ['c2', 'c3']) await visit(other);
  const { conversation } = await conversations.host('default', 'c1');
  expect(conversation).not.toBe(former);
  // A read or a timer that was late uses it once more.
  former.retain()();
  for (const other of ['c2', 'c3']) await visit(other);
  expect(await visit('c1')).toBe(conversation);
});

it('never takes the conversation of one tenant for that of another, whatever their names hold', async () => {
  const node = nodeOf({ store: createMemoryStore() });
  const conversations = new ConversationHost(node, {
    drafts: null,
    presenceRelay: null,
    onAppended: () => undefined,
  });
  const one = await conversations.host('a', 'b\nc');
  const other = await conversations.host('a\nb', 'c');
  expect(other.conversation).not.toBe(one.conversation);
  expect(conversations.hostNow('a\nb', 'c')?.conversation.tenant).toBe('a\nb');
});
