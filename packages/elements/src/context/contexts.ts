import type { ChatClient } from '@agent-chat/client';
import type { AttachmentPart, Viewer } from '@agent-chat/protocol';
import { createContext } from '@lit/context';
import type { ToolSchemas } from '../approval/tool-schema.js';
import type { CardDefinition } from '../card/define-card.js';
import type { MarkdownExtensions } from '../markdown/markdown-extensions.js';
import type { LocaleText } from '../messages/locale-text.js';

// Registered symbols, so that two copies of this package on one page understand each other.

/** The client of the conversation that an element belongs to. */
export const chatClientContext = createContext<ChatClient | null>(Symbol.for('@agent-chat/client'));

/** The words and the locale. Without a provider: English, and the browser's locale. */
export const localeTextContext = createContext<LocaleText>(Symbol.for('@agent-chat/locale-text'));

/** What colours code and reads formulas in place of ours. */
export const markdownExtensionsContext = createContext<MarkdownExtensions>(
  Symbol.for('@agent-chat/markdown-extensions'),
);

/** The cards that can be shown beside the built-in ones. */
export const cardsContext = createContext<readonly CardDefinition[]>(Symbol.for('@agent-chat/cards'));

/** The JSON Schemas of tools' arguments, by the names of the tools. */
export const toolSchemasContext = createContext<ToolSchemas>(Symbol.for('@agent-chat/tool-schemas'));

/**
 * Who reads along here: whose messages can be changed, and who is asked for an approval. `null` where
 * nobody has said: then everything is offered, and the server decides.
 */
export const viewerContext = createContext<Viewer | null>(Symbol.for('@agent-chat/viewer'));

/**
 * Gives the address of a file's content, signed and for a short time, each time it is asked for: to
 * save the file, or to show a picture in place.
 */
export type AttachmentUrl = (attachment: AttachmentPart, purpose: 'view' | 'download') => Promise<string>;

/** Where files are read from. `null`: they are named only. */
export const attachmentUrlContext = createContext<AttachmentUrl | null>(
  Symbol.for('@agent-chat/attachment-url'),
);
