import { textHash } from '@agent-chat/protocol';
import type { EventStore } from '../ports/event-store.js';
import { exportConversation, type ExportOptions } from '../transfer/export-conversation.js';
import { trailerLine } from '../transfer/export-format.js';

/** The text of an exported conversation. */
export async function exportText(
  store: EventStore,
  options: Pick<ExportOptions, 'conversationId' | 'attachments'> & { readonly tenant?: string },
): Promise<string> {
  let text = '';
  for await (const line of exportConversation({ store, tenant: 'default', ...options })) text += line;
  return text;
}

/** A file of these lines with the trailer that they need: what it says wrong is not its hash. */
export async function sealed(lines: readonly string[]): Promise<string> {
  const body = lines.map((line) => `${line}\n`).join('');
  return `${body}${trailerLine(lines.length, textHash(body))}\n`;
}

/** The text in chunks, cut wherever `sizeOf` says, also within a character. */
export function* chunksOf(text: string, sizeOf: (rest: number) => number): Generator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; ) {
    const end = start + Math.max(1, sizeOf(bytes.length - start));
    yield bytes.subarray(start, end);
    start = end;
  }
}
