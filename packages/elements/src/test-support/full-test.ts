import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether `AGENT_CHAT_TEST=full` asks for everything rather than a seeded sample. */
    isFullTest: boolean;
  }
}

export const FULL = inject('isFullTest');
