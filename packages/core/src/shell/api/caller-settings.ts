import { AgentChatError, type MessageOptions } from '@agent-chat/protocol';
import type { ApiCall } from './api-context.js';

/**
 * What comes with a message is set by whoever may set it by a command of its own.
 * @throws AgentChatError `Forbidden`
 */
export function requireOptions(call: ApiCall, options: MessageOptions | undefined): void {
  if (options === undefined) return;
  const { autopilot, budget, model } = options;
  const { kind } = call.caller;
  if ((autopilot !== undefined || budget !== undefined) && kind !== 'member' && kind !== 'operator') {
    throw new AgentChatError('Forbidden', 'Only people who are responsible set a level or a budget.');
  }
  if (model !== undefined) requireModel(call, model);
}

/** @throws AgentChatError `Forbidden` for a model that the caller may not choose */
export function requireModel({ caller, context }: ApiCall, model: string | null): void {
  const models = context.settings.modelsFor(caller);
  if (models === 'any' || (model !== null && models.includes(model))) return;
  // Back to the agent's own is no choice of a model; it still belongs to those who may choose.
  if (model === null && models.length > 0) return;
  throw new AgentChatError('Forbidden', 'You may not choose this model.', { details: { models } });
}
