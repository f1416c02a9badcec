import { AgentChatError, type Audience, type ControlState } from '@agent-chat/protocol';
import { isOnRoster } from '../policy/participant-kind.js';

/**
 * Whom a caller wants an event to be for. Every name is on the roster: nothing is hidden from all
 * by a slip.
 *
 * @throws AgentChatError `InvalidAudience`
 */
export function requireAudience(control: ControlState, audience: Audience): void {
  if (typeof audience === 'string') return;
  const missing = audience.find((id) => !isOnRoster(control, id));
  if (missing !== undefined || audience.length > control.participants.length) {
    throw invalidAudience('An audience names participants, each once.', { audience });
  }
}

export function invalidAudience(message: string, details: object): AgentChatError {
  return new AgentChatError('InvalidAudience', message, { details });
}
