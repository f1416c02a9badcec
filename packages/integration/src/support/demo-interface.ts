import type { InterfaceConfig } from '@agent-chat/server';

/** A chat with `bot`, for any visitor; `changes` are what a test is about. */
export function demoInterface(changes: Partial<InterfaceConfig> = {}): InterfaceConfig {
  return {
    slug: 'demo',
    title: 'Demo',
    description: null,
    welcomeMessage: 'Hello.',
    placeholderText: 'Write',
    suggestedPrompts: [],
    persistenceType: 'local_storage',
    participants: [{ participantId: 'bot', kind: 'agent', displayName: 'Bot' }],
    ...changes,
  };
}
