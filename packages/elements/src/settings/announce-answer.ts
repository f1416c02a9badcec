import { type Part, textOf } from '@agent-chat/protocol';
import type { ChatSettings } from './settings.js';

/** As much as a notification shows. */
const MAX_LENGTH = 140;

/** Tells a person who is elsewhere that an answer is there, in the ways that they have asked for. */
export function announceAnswer(
  settings: Pick<ChatSettings, 'sound' | 'notify'>,
  title: string,
  parts: readonly Part[],
): void {
  if (settings.sound) playTone();
  if (settings.notify && 'Notification' in window && Notification.permission === 'granted') {
    // Of several answers the last one is shown.
    showNotification(title, textOf(parts).slice(0, MAX_LENGTH));
  }
}

function showNotification(title: string, body: string): void {
  try {
    const notification = new Notification(title, { body, tag: 'agent-chat' });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
  } catch {
    // Browsers of telephones let only a service worker of the page notify: then there is none.
  }
}

/** Longer than the tone, also where it begins late. */
const CLOSES_AFTER_MS = 2_000;

/** Two soft notes, made here: no file is fetched. */
function playTone(): void {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.connect(audio.destination);
  const start = audio.currentTime;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.08, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.45);
  for (const [index, frequency] of [660, 880].entries()) {
    const note = audio.createOscillator();
    note.frequency.value = frequency;
    note.connect(volume);
    note.start(start + index * 0.12);
    note.stop(start + 0.5);
  }
  // By a clock of its own: in a page that nobody has touched yet it does not run, and ends nothing.
  setTimeout(() => void audio.close(), CLOSES_AFTER_MS);
}
