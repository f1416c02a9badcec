import type { MarkdownContext } from '../markdown/markdown-context.js';
import { ENGLISH_MESSAGES } from '../messages/message-table.js';

/** Markdown without anything around it. */
export const PLAIN_CONTEXT: MarkdownContext = {
  messages: ENGLISH_MESSAGES,
  baseUrl: undefined,
  citations: [],
  highlighter: null,
  math: null,
  images: new Map(),
  onImage: () => undefined,
  onSource: () => undefined,
  onJump: () => undefined,
  onChange: () => undefined,
  onFailure: () => undefined,
};
