import type { ConversationRecord } from '@agent-chat/protocol';

/** Where a person's conversations are listed, made and named. */
export interface ConversationDirectory {
  /** Newest activity first. */
  list(options: { readonly signal: AbortSignal }): Promise<readonly ConversationRecord[]>;
  /** Makes one and gives its id. */
  create(): Promise<string>;
  /** `null` takes the title away. */
  rename(conversationId: string, title: string | null): Promise<void>;
}
