import { AgentChatError } from '@agent-chat/protocol';

/** @throws AgentChatError `PayloadTooLarge` when `value` has more than `maxBytes` as JSON in UTF-8 */
export function requireSize(value: unknown, maxBytes: number): void {
  const bytes = new TextEncoder().encode(JSON.stringify(value) ?? '').length;
  if (bytes > maxBytes) {
    throw new AgentChatError('PayloadTooLarge', `A message has at most ${maxBytes} bytes.`, {
      details: { bytes, maxBytes },
    });
  }
}
