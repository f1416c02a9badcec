import type { ChatSettings } from './settings.js';

/** Tells a person who is elsewhere that an answer is there, in the ways that they have asked for. */
export function announceAnswer(
  settings: Pick<ChatSettings, 'sound' | 'notify'>,
  words: { readonly title: string; readonly body: string },
): void {
  if (settings.sound) playTone();
  if (settings.notify && 'Notification' in window && Notification.permission === 'granted') {
    // Of several answers the last one is shown.
    const notification = new Notification(words.title, { body: words.body, tag: 'agent-chat' });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
  }
}

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
    if (index === 1) note.addEventListener('ended', () => void audio.close());
  }
}
