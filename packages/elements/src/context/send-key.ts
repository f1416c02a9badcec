import type { SendKey } from '../settings/settings.js';

/** Whether a key sends what stands in a field of several lines; with Shift or Alt it never does. */
export function isSendKey(
  { key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent,
  sendKey: SendKey,
): boolean {
  return key === 'Enter' && !shiftKey && !altKey && (sendKey !== 'mod-enter' || ctrlKey || metaKey);
}
