import type { LitElement } from 'lit';
import type { Attachments } from './attach/attachments.js';
import type { ComposerHost } from './composer-host.js';
import type { Dictation } from './dictate/dictation.js';
import type { HeldBack } from './held-back/held-back.js';
import { LazyPart } from './lazy-part.js';
import type { Suggestions } from './suggest/suggestions.js';

/** What a composer can do beside writing and sending: each loaded when it is first wanted. */
export interface ComposerParts {
  readonly suggestions: LazyPart<Suggestions>;
  readonly attachments: LazyPart<Attachments>;
  readonly dictation: LazyPart<Dictation>;
  readonly heldBack: LazyPart<HeldBack>;
}

export function composerParts(element: LitElement, host: ComposerHost): ComposerParts {
  const part = <T>(load: () => Promise<T>): LazyPart<T> => new LazyPart(element, load);
  const attachments = part(async () => new (await import('./attach/attachments.js')).Attachments(host));
  return {
    attachments,
    suggestions: part(async () => new (await import('./suggest/suggestions.js')).Suggestions(host)),
    dictation: part(async () => new (await import('./dictate/dictation.js')).Dictation(host)),
    heldBack: part(async () => new (await import('./held-back/held-back.js')).HeldBack(host, attachments)),
  };
}

/** Whether this browser can listen. Here, so that who cannot is not made to load how. */
export function canListen(): boolean {
  return 'SpeechRecognition' in globalThis || 'webkitSpeechRecognition' in globalThis;
}
