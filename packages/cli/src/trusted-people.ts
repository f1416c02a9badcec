import type { ControlState } from '@agent-chat/protocol';
import { DEMO_SLUG } from './demo-interface.js';

/**
 * The people of a conversation who answer for what happens in it: what they write sets something, and
 * they are asked before a tool runs. Whoever has the demo's page on a machine of their own is its
 * operator too. Of every other chat visitors are anybody.
 */
export function trustedIn(
  { interfaceId, participants }: Pick<ControlState, 'interfaceId' | 'participants'>,
  isOwnMachine: boolean,
): string[] {
  const isTrusted = interfaceId === null || (interfaceId === DEMO_SLUG && isOwnMachine);
  if (!isTrusted) return [];
  return participants.filter(({ kind }) => kind === 'user').map(({ participantId }) => participantId);
}
