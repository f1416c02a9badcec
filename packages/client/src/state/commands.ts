import type { MethodParams } from '@agent-chat/protocol';

/**
 * The commands that people give on a conversation: kept as pending until they are acknowledged.
 * Runners' methods are none of them, and neither is erasing the conversation itself.
 */
export const COMMAND_METHODS = [
  'sendMessage',
  'editQueued',
  'cancelQueued',
  'stop',
  'clearTurn',
  'regenerate',
  'selectBranch',
  'invokeAction',
  'resolveApproval',
  'setAutopilot',
  'setBudget',
  'setPolicy',
  'setModel',
  'setPersona',
  'changeRun',
  'pause',
  'resume',
  'giveFeedback',
  'renameConversation',
  'changeRoster',
  'addNote',
  'handOff',
  'sendTrace',
  'settleAction',
  'patchCard',
  'patchRunState',
  'eraseMessages',
] as const;
export type CommandMethod = (typeof COMMAND_METHODS)[number];

/** What a caller says of a command; whose it is and its id are added here. */
export type CommandParams<M extends CommandMethod> = Omit<
  MethodParams<M>,
  'conversationId' | 'clientRequestId'
>;

export function isCommandMethod(method: unknown): method is CommandMethod {
  return (COMMAND_METHODS as readonly unknown[]).includes(method);
}

/**
 * Commands of one lane are sent one after the other. What may depend on another one is in the lane
 * of the messages: a model that is chosen before a message holds for it.
 */
export type LaneName = 'messages' | 'urgent' | 'asides';

/** What must never wait for a message: it says itself what it is about. */
const URGENT: readonly CommandMethod[] = ['stop', 'clearTurn', 'pause', 'resume', 'resolveApproval'];
/** What no message depends on. */
const ASIDES: readonly CommandMethod[] = ['giveFeedback', 'renameConversation', 'addNote'];

export function laneOf(method: CommandMethod): LaneName {
  if (URGENT.includes(method)) return 'urgent';
  return ASIDES.includes(method) ? 'asides' : 'messages';
}
