import { AgentChatError, type MethodName, parseParams } from '@agent-chat/protocol';
import type { ScriptedWorld } from './scripted-world.js';

/**
 * What a server answers to a call on a scripted world.
 * @throws AgentChatError
 */
export function answerCall(world: ScriptedWorld, method: MethodName, params: unknown): unknown {
  switch (method) {
    case 'sendMessage':
      return world.sendMessage(parseParams(method, params));
    case 'stop': {
      const parsed = parseParams(method, params);
      const { turn, mode = 'graceful' } = parsed;
      return world.command(parsed, { type: 'stop_requested', author: 'ada', payload: { turn, mode } });
    }
    case 'editQueued': {
      const parsed = parseParams(method, params);
      const { messageId, parts, delivery } = parsed;
      const payload = { messageId, parts, ...(delivery && { delivery }) };
      return world.command(parsed, { type: 'queued_changed', author: 'ada', payload });
    }
    case 'cancelQueued': {
      const parsed = parseParams(method, params);
      const payload = { messageId: parsed.messageId, reason: 'cancelled' };
      return world.command(parsed, { type: 'queued_removed', author: 'ada', payload });
    }
    case 'getEvents':
      return world.getEvents(parseParams(method, params));
    case 'getConversation':
      return {
        ...parseParams(method, params),
        title: null,
        participants: [],
        head: world.head,
        ended: false,
        createdAt: '',
        updatedAt: '',
      };
    case 'ping':
      return { ts: new Date().toISOString() };
    default:
      throw new AgentChatError('UnknownMethod', method);
  }
}
