import { jsonText } from '../tool-call/json-text.js';
import type { Transcript } from './read-transcript.js';

/** Every entry as the log has it, for programs. `now` is in milliseconds since 1970. */
export function transcriptJson({ items, ...conversation }: Transcript, now: number): string {
  const document = {
    format: 'agent-chat-transcript',
    version: 1,
    savedAt: new Date(now).toISOString(),
    ...conversation,
    entries: items.flatMap((item) => item.entry ?? []),
  };
  return `${jsonText(document)}\n`;
}
