import type { PresenceChoice } from '@agent-chat/protocol';
import { requireNotEnded, requireParticipant } from '../../decide/decision.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ApiCall, HandlersOf } from './api-context.js';

export function presenceHandlers(call: ApiCall): HandlersOf<'setTyping'> {
  const { caller, context } = call;
  return {
    setTyping: ({ conversationId, typing }) =>
      call.use(call.openToWrite(conversationId), (conversation) => {
        const { participantId } = call.actor();
        requireParticipant(conversation.control, participantId);
        requireNotEnded(conversation.control);
        // Who writes wants the others to know, unless the host says otherwise.
        if (context.presenceOf(caller, 'shown') === 'hidden') return { expiresInMs: 0 };
        return { expiresInMs: context.presence.setTyping(conversation, participantId, typing) };
      }),
  };
}

/**
 * The caller subscribes: others are told if that is as it should be, and while it is on the roster.
 * Returns how it ends.
 */
export function enterAs(
  { caller, context }: ApiCall,
  conversation: Conversation,
  asked: PresenceChoice | undefined,
): (() => void) | undefined {
  if (caller.kind === 'observer' || context.presenceOf(caller, asked) === 'hidden') return undefined;
  return context.presence.enter(conversation, caller.participantId);
}
