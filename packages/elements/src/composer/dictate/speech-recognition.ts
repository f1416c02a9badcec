/** What is used of the Web Speech API, which not every browser has, and some by another name. */
export interface SpeechRecogniser extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}

export interface SpeechResultEvent extends Event {
  /** All that were heard since the start; which of them have changed, browsers say in different ways. */
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}

export interface SpeechFailureEvent extends Event {
  readonly error: string;
}

type SpeechRecogniserClass = new () => SpeechRecogniser;

/** The recogniser of this browser; `null` where there is none. */
export function speechRecogniser(): SpeechRecogniserClass | null {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as {
    readonly SpeechRecognition?: SpeechRecogniserClass;
    readonly webkitSpeechRecognition?: SpeechRecogniserClass;
  };
  return SpeechRecognition ?? webkitSpeechRecognition ?? null;
}
