import { AgentChatError, ChatInterface, check } from '@agent-chat/protocol';
import { followedCover } from './followed-cover.js';
import { type StoredInterface, storedInterface } from './interface-store.js';

/**
 * A draft with the given fields, or those of another interface, and the defaults for the rest: with
 * no history of its own yet.
 */
export function newInterface(
  fields: Partial<ChatInterface> & {
    readonly interfaceId: string;
    readonly slug: string;
    readonly now: string;
  },
): StoredInterface {
  const { now, slug, ...given } = fields;
  const checked = check(ChatInterface, {
    ...given,
    ...followedCover(given),
    // Whether this is one is found out when it is claimed.
    slug: 'to-be-claimed',
    status: 'draft',
    publishedAt: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    revision: 1,
    sessionCount: 0,
    messageCount: 0,
    lastActivityAt: null,
  });
  if (!checked.success) {
    const path = checked.fault.path.join('.');
    throw new AgentChatError('InvalidRequest', `"${path}" is not what an interface has there.`, {
      details: { path },
    });
  }
  return { ...storedInterface(checked.data), slug, formerSlugs: [], slugWasShown: false };
}
