import { CONTRACT } from '@agent-chat/protocol';
import type { Method } from './error-world.js';

/** What a server limits each person in: whatever of a conversation is for people, and is no read. */
export const LIMITED_METHODS: readonly Method[] = (Object.keys(CONTRACT) as Method[]).filter((method) => {
  const { plane, callers, errors } = CONTRACT[method];
  const isForPeople = (callers as readonly string[]).includes('member');
  return plane === 'conversation' && isForPeople && (errors as readonly string[]).includes('RateLimited');
});
