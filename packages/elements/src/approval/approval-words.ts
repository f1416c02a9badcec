import { APPROVAL } from '../messages/en/approval.js';
import { forReaders, type LocaleText } from '../messages/locale-text.js';
import type { MessageTable } from '../messages/message-table.js';

/** The words of an approval. */
export type ApprovalMessages = MessageTable & Readonly<typeof APPROVAL>;

/** With the English words of approvals where the table, in another language or by the page, has none. */
export function approvalMessages({ messages, locale }: LocaleText): ApprovalMessages {
  return { ...forReaders(APPROVAL, locale), ...messages };
}
