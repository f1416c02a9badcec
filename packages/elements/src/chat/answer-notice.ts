import type { Part } from '@agent-chat/protocol';
import { reportFailure } from '../context/report-failure.js';
import type { LocaleText } from '../messages/locale-text.js';
import type { ChatSettings } from '../settings/settings.js';

/** Tells a person who is elsewhere that an answer is there, if they have asked for that. */
export function noticeAnswer(
  host: EventTarget,
  { sound, notify }: ChatSettings,
  { messages }: LocaleText,
  parts: readonly Part[],
): void {
  if (document.visibilityState === 'visible' && document.hasFocus()) return;
  if (!sound && !notify) return;
  const announced = import('../settings/announce-answer.js').then(({ announceAnswer }) =>
    announceAnswer({ sound, notify }, messages.answerReady, parts),
  );
  reportFailure(host, announced);
}
