import type { ConversationRecord } from '@agent-chat/protocol';

/** Where a person's conversations are listed, made and named. */
export interface ConversationDirectory {
  /** Newest activity first. */
  list(options: { readonly signal: AbortSignal }): Promise<readonly ConversationRecord[]>;
  /** Makes one and gives its id. Where it is missing, another one begins otherwise. */
  create?(): Promise<string>;
  /** `null` takes the title away. Where it is missing, none gets another title. */
  rename?(conversationId: string, title: string | null): Promise<void>;
}
