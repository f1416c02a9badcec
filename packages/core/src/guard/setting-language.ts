import type { SettingValue } from './setting.js';

/** What the phrases of a language may ask about the message's surroundings. */
export interface SettingContext {
  /** Whether a person may call a model by this name alone. */
  readonly isModel: (name: string) => boolean;
}

/** The parts of a phrase by the names of the groups in its pattern. */
export type PhraseParts = Readonly<Record<string, string | undefined>>;

/**
 * One way to say a setting. `pattern` is the source of a regular expression for the whole phrase,
 * without case, matched at one place; white space in it stands for any run of blanks. It is code of
 * ours, never a user's: it must not take more than linear time on a sentence of 200 characters.
 */
export interface SettingPhrase {
  readonly pattern: string;
  /** Only after another phrase of the same sentence, as "$50 a day" in "run at L2 with $50 a day". */
  readonly isContinuation?: boolean;
  /** The setting, or `null` where the parts do not make one. */
  readonly read: (parts: PhraseParts, context: SettingContext) => SettingValue | null;
}

/**
 * How settings are said in a language. A sentence is understood only if it is, from its first
 * character to its last: openings, phrases with joiners between them, closings.
 */
export interface SettingLanguage {
  /** BCP 47, for example `en`. */
  readonly tag: string;
  /** May stand before the first phrase, any number of times. */
  readonly opening: string;
  /** Stands between two phrases. */
  readonly joiner: string;
  /** May stand after the last phrase, any number of times. */
  readonly closing: string;
  readonly phrases: readonly SettingPhrase[];
  /** What a sentence ends in when the point after it ends an abbreviation and no sentence. */
  readonly abbreviation: RegExp;
  /** A sentence in which this is found takes back, or puts in doubt, what the others say. */
  readonly doubt: RegExp;
  /** The same for a question. */
  readonly doubtfulQuestion: RegExp;
}
