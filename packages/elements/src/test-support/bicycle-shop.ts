import { PublicInterface } from '@agent-chat/protocol';

/** The interface that chats in tests are of, with what a test changes of it. */
export function bicycleShop(change: Partial<PublicInterface> = {}): PublicInterface {
  return PublicInterface.parse({
    slug: 'demo',
    title: 'Bicycle shop',
    description: null,
    welcomeMessage: 'What do you ride?',
    placeholderText: 'Ask about bicycles',
    suggestedPrompts: [],
    persistenceType: 'session',
    ...change,
  });
}
