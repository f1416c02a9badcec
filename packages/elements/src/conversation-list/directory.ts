import type { ConversationRecord } from '@agent-chat/protocol';

/** Some of a person's conversations. */
export interface ConversationPage {
  readonly conversations: readonly ConversationRecord[];
  /** By what the next page is asked for; `null` on the last. */
  readonly next: string | null;
}

/** Where a person's conversations are listed, made and named. */
export interface ConversationDirectory {
  /** Newest activity first, page by page: `after` is the `next` of the page before. */
  list(options: {
    readonly signal: AbortSignal;
    readonly after?: string | undefined;
  }): Promise<ConversationPage>;
  /** Makes one and gives its id. Where it is missing, another one begins otherwise. */
  create?(): Promise<string>;
  /** `null` takes the title away. Where it is missing, none gets another title. */
  rename?(conversationId: string, title: string | null): Promise<void>;
}
