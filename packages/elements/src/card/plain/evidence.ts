import type { ChatState } from '@agent-chat/client';
import { changesOf, type TimelineEntry } from '@agent-chat/protocol';
import type { AgentMessageList } from '../../message-list/message-list.js';

const OF_LOG = /^(?<label>.+) \(event (?<seq>\d{1,15})\)$/s;

/** A line that names an event of the log, as the text of an `explanation` does. */
export interface EvidenceLine {
  readonly label: string;
  readonly seq: number;
}

export function evidenceLine(text: string): EvidenceLine | null {
  const { label, seq } = OF_LOG.exec(text)?.groups ?? {};
  return label === undefined || seq === undefined ? null : { label, seq: Number(seq) };
}

/** The message that shows an event: itself, or the one beside which a tool or an approval stands; `null`: none here. */
export function messageAt({ conversation }: ChatState, seq: number): string | null {
  const entries = conversation?.timeline.entries;
  let found: TimelineEntry | null = null;
  for (let at = (entries?.length ?? 0) - 1; at >= 0; at -= 1) {
    const entry = entries?.at(at);
    if (entry === undefined) break;
    if (found === null && (entry.seq === seq || changesOf(entry).includes(seq))) found = entry;
    // What a turn did stands below the message before it.
    if (found !== null && entry.kind === 'message') return entry.message.messageId;
  }
  return null;
}

/** The list that an element inside of it is in, through every shadow root; `null` outside of one. */
export function listAround(element: Element): AgentMessageList | null {
  let root = element.getRootNode();
  while (root instanceof ShadowRoot && root.host.localName !== 'agent-message-list')
    root = root.host.getRootNode();
  return root instanceof ShadowRoot ? (root.host as AgentMessageList) : null;
}
