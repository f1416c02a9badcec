import type { MessageTable } from '../messages/message-table.js';
import type { SendKey } from '../settings/settings.js';
import type { LazyPart } from './lazy-parts.js';
import type { ParticipantLooks } from './participant-look.js';

/** What rows are rendered with besides themselves. */
export interface RowView {
  readonly messages: MessageTable;
  readonly locale: string | undefined;
  /** What relative links in answers stand on. They are refused without it. */
  readonly baseUrl: string | undefined;
  /** Pictures and colours of participants, by their ids. */
  readonly looks: ParticipantLooks;
  /** The key by which a changed message is sent. */
  readonly sendKey: SendKey;
  /** Whether it is the last row of the list. */
  readonly isLast: boolean;
  /** Told which element a row needs that may not be there yet. */
  readonly onNeed: (part: LazyPart) => void;
  /** Asked to load older messages, after that has failed. */
  readonly onLoadOlder: () => void;
}
