import type { Citation } from '@agent-chat/protocol';
import type { MessageTable } from '../messages/message-table.js';

/** What rendering needs to know apart from the tokens. Another object means that all is shown anew. */
export interface MarkdownContext {
  readonly messages: MessageTable;
  /** Absolute. */
  readonly baseUrl: string | undefined;
  readonly citations: readonly Citation[];
  /** The images that the reader asked for, by URL. */
  readonly images: ReadonlyMap<string, 'shown' | 'failed'>;
  readonly onImage: (url: string, state: 'shown' | 'failed') => void;
  /** Leads to what the selector finds. */
  readonly onJump: (selector: string) => void;
}

/** The context with what changes with the document. */
export interface RenderContext extends MarkdownContext {
  readonly citationsByMarker: ReadonlyMap<string, Citation>;
  /** The labels of the footnotes, in the order of their numbers. */
  readonly footnotes: readonly string[];
}
