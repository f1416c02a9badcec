import type { ChatClient } from '@agent-chat/client';
import { createContext } from '@lit/context';
import type { CardDefinition } from '../card/define-card.js';
import type { LocaleText } from '../messages/locale-text.js';

// Registered symbols, so that two copies of this package on one page understand each other.

/** The client of the conversation that an element belongs to. */
export const chatClientContext = createContext<ChatClient | null>(Symbol.for('@agent-chat/client'));

/** The words and the locale. Without a provider: English, and the browser's locale. */
export const localeTextContext = createContext<LocaleText>(Symbol.for('@agent-chat/locale-text'));

/** The cards that can be shown beside the built-in ones. */
export const cardsContext = createContext<readonly CardDefinition[]>(Symbol.for('@agent-chat/cards'));
