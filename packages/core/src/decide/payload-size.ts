import { AgentChatError } from '@agent-chat/protocol';

/** @throws AgentChatError `PayloadTooLarge` when `value` has more than `maxBytes` as JSON in UTF-8 */
export function requireSize(value: unknown, maxBytes: number): void {
  const json = JSON.stringify(value) ?? '';
  // No character takes more than three bytes for each of its UTF-16 units.
  if (json.length * 3 <= maxBytes) return;
  const bytes = new TextEncoder().encode(json).length;
  if (bytes > maxBytes) {
    throw new AgentChatError('PayloadTooLarge', `A message has at most ${maxBytes} bytes.`, {
      details: { bytes, maxBytes },
    });
  }
}
