/** What a person has chosen for the chats of this page. `null`: as the page says. */
export interface ChatSettings {
  readonly scheme: 'light' | 'dark' | 'auto' | null;
  readonly textScale: number;
  /** A BCP 47 tag. */
  readonly locale: string | null;
  readonly sendKey: SendKey;
  /** A short tone when an answer is there and the person is elsewhere. */
  readonly sound: boolean;
  /** A notification of the system then. */
  readonly notify: boolean;
}

export const SEND_KEYS = ['enter', 'mod-enter'] as const;
/** `mod` is the Command key on Apple's computers and the Control key elsewhere. */
export type SendKey = (typeof SEND_KEYS)[number];

export const SCHEMES = ['auto', 'light', 'dark'] as const;
export const TEXT_SCALES = [0.9, 1, 1.15, 1.35] as const;

export const DEFAULT_SETTINGS: ChatSettings = {
  scheme: null,
  textScale: 1,
  locale: null,
  sendKey: 'enter',
  sound: false,
  notify: false,
};

/** Under this all chats of an origin keep them. */
export const SETTINGS_KEY = 'agent-chat:settings';

/** What is stored, as far as it can be read; the defaults for the rest. */
export function loadSettings(storage: Storage | null): ChatSettings {
  try {
    return readSettings(JSON.parse(storage?.getItem(SETTINGS_KEY) ?? '{}'));
  } catch {
    return DEFAULT_SETTINGS; // Damaged or forbidden: nobody has chosen anything.
  }
}

/**
 * Stores what a person has changed of `before`, beside what other chats have stored since, and gives
 * what holds from now on.
 */
export function saveSettings(
  storage: Storage | null,
  before: ChatSettings,
  after: ChatSettings,
): ChatSettings {
  if (storage === null) return after;
  const names = Object.keys(after) as (keyof ChatSettings)[];
  const changes = names.map((name) => after[name] !== before[name] && { [name]: after[name] });
  const settings = Object.assign({}, loadSettings(storage), ...changes) as ChatSettings;
  try {
    storage.setItem(SETTINGS_KEY, JSON.stringify(settings));
    return settings;
  } catch {
    return after; // Full or forbidden: the choice lasts as long as the page.
  }
}

function readSettings(stored: unknown): ChatSettings {
  const { scheme, textScale, locale, sendKey, sound, notify } = Object(stored) as Partial<
    Record<keyof ChatSettings, unknown>
  >;
  return {
    scheme: SCHEMES.find((each) => each === scheme) ?? null,
    textScale: TEXT_SCALES.find((each) => each === textScale) ?? 1,
    locale: typeof locale === 'string' ? locale : null,
    sendKey: SEND_KEYS.find((each) => each === sendKey) ?? 'enter',
    sound: sound === true,
    notify: notify === true,
  };
}
