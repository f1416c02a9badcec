import type { InterfaceConfig } from '@agent-chat/server';

/** The same whoever answers: a conversation goes on when the key is set or taken away. */
export const AGENT_ID = 'assistant';

export const DEMO_SLUG = 'demo';

const SUGGESTED_PROMPTS = [
  'What is Agent Chat?',
  'How do I embed the chat in my page?',
  'Send an email, but ask me first',
  'Show me the packages as a table',
];

/** The chat of the page at `/`. */
export function demoInterface(agentName: string): InterfaceConfig {
  return {
    slug: DEMO_SLUG,
    title: 'Agent Chat',
    description: 'Ask about this project: the answers come from its documentation.',
    welcomeMessage: 'What would you like to know?',
    placeholderText: 'Write a message',
    suggestedPrompts: SUGGESTED_PROMPTS.map((text) => ({ text })),
    persistenceType: 'local_storage',
    participants: [{ participantId: AGENT_ID, kind: 'agent', displayName: agentName }],
    visitorName: 'You',
    uploads: { maxFiles: 3, maxFileSizeMb: 10, allowedFileTypes: ['application/pdf', 'image/*', 'text/*'] },
  };
}
