import { ownSentences, type Sentence } from './own-words.js';
import { type Setting, settingsEqual, subjectOf } from './setting.js';
import { ENGLISH_SETTINGS } from './setting-english.js';
import type { SettingContext, SettingLanguage, SettingPhrase } from './setting-language.js';

export interface ParseSettingsOptions {
  /** Default: English. The first language that understands a sentence has it. */
  readonly languages?: readonly SettingLanguage[];
  /** Names of models that may be said without more, as "switch to haiku". Default: haiku, sonnet, opus. */
  readonly models?: readonly string[];
}

/** Longer messages are documents, not orders. In UTF-16 units. */
const MAX_MESSAGE = 2_000;
const MAX_SENTENCE = 200;
const MAX_PHRASES = 8;

/**
 * The settings that a person's own message sets, in the order of the text. Deterministic and
 * conservative: it understands whole sentences or nothing of them, and nothing at all in questions,
 * negations, quotes, code and lists, in long messages, where two parts contradict each other, or
 * where a sentence takes something back. What it does not find is asked for by an approval, so
 * finding too little costs a click; finding too much would act against a person's will.
 */
export function parseSettings(message: string, options: ParseSettingsOptions = {}): readonly Setting[] {
  // Markup may quote over any number of lines.
  if (message.length > MAX_MESSAGE || /<[a-z!/?]/i.test(message)) return [];
  const { languages = [ENGLISH_SETTINGS], models = ['haiku', 'sonnet', 'opus'] } = options;
  const names = new Set(models.map((name) => name.toLowerCase()));
  const context: SettingContext = { isModel: (name) => names.has(name.toLowerCase()) };
  let found: Setting[] = [];
  let group: Setting[] = [];
  let isWhole = true;
  for (const sentence of ownSentences(message)) {
    const settings = understood(sentence, languages, context);
    if (settings === null && languages.some((language) => isDoubt(sentence, language))) return [];
    // What comes before a paragraph that is no order may be part of what somebody else wrote.
    if (settings === null && isBehindBlankLine(message, found.at(-1), sentence)) found = [];
    if (settings === null) isWhole = false;
    else group.push(...settings);
    if (isLoose(sentence, languages)) continue;
    if (isWhole) found.push(...group);
    group = [];
    isWhole = true;
  }
  if (isWhole) found.push(...group);
  return withoutContradictions(found);
}

function isBehindBlankLine(message: string, setting: Setting | undefined, { start }: Sentence): boolean {
  return setting !== undefined && /\n\s*\n/.test(message.slice(setting.span.end, start));
}

/** Whether the next sentence may belong to this one, so that both are understood or none. */
function isLoose(sentence: Sentence, languages: readonly SettingLanguage[]): boolean {
  return sentence.isLoose || languages.some(({ abbreviation }) => abbreviation.test(sentence.text));
}

function isDoubt({ text, isQuestion }: Sentence, language: SettingLanguage): boolean {
  if (language.doubt.test(text)) return true;
  // A lone question mark asks about what stands before it.
  return isQuestion && (text === '' || language.doubtfulQuestion.test(text));
}

function understood(
  sentence: Sentence,
  languages: readonly SettingLanguage[],
  context: SettingContext,
): readonly Setting[] | null {
  if (sentence.isQuestion || sentence.text.length > MAX_SENTENCE) return null;
  for (const language of languages) {
    const settings = readSentence(sentence, language, context);
    if (settings !== null) return settings;
  }
  return null;
}

/** The settings of a sentence that consists of nothing else, or `null`. */
function readSentence(
  { text, start }: Sentence,
  language: SettingLanguage,
  context: SettingContext,
): readonly Setting[] | null {
  const settings: Setting[] = [];
  let at = skip(text, 0, language.opening);
  while (settings.length < MAX_PHRASES) {
    const next = longest(text, at, language.phrases, settings.length > 0, context);
    if (next === null) return null;
    const span = { start: start + at, end: start + next.end, text: text.slice(at, next.end) };
    settings.push({ ...next.value, span });
    if (skip(text, next.end, language.closing) === text.length) return settings;
    const joined = matchAt(text, next.end, language.joiner);
    if (joined === null) return null;
    at = joined.end;
  }
  return null;
}

function longest(
  text: string,
  at: number,
  phrases: readonly SettingPhrase[],
  isContinued: boolean,
  context: SettingContext,
) {
  let best: { end: number; value: NonNullable<ReturnType<SettingPhrase['read']>> } | null = null;
  for (const phrase of phrases) {
    if (phrase.isContinuation === true && !isContinued) continue;
    const match = matchAt(text, at, phrase.pattern);
    if (match === null || match.end <= (best?.end ?? at)) continue;
    const value = phrase.read(match.parts, context);
    if (value !== null) best = { end: match.end, value };
  }
  return best;
}

function skip(text: string, from: number, pattern: string): number {
  let at = from;
  for (let match = matchAt(text, at, pattern); match !== null; match = matchAt(text, at, pattern)) {
    if (match.end === at) break;
    at = match.end;
  }
  return at;
}

function matchAt(text: string, at: number, pattern: string) {
  // Without the flag u, so that case folds within ASCII: no Kelvin sign is a k.
  const expression = new RegExp(pattern.replaceAll(' ', '[ \\t]+'), 'iy');
  expression.lastIndex = at;
  const match = expression.exec(text);
  return match === null ? null : { end: expression.lastIndex, parts: match.groups ?? {} };
}

/** Each subject once; one that is set to two values is not set at all. */
function withoutContradictions(settings: readonly Setting[]): readonly Setting[] {
  const first = new Map<string, Setting>();
  const contradicted = new Set<string>();
  for (const setting of settings) {
    const subject = subjectOf(setting);
    const known = first.get(subject);
    if (known === undefined) first.set(subject, setting);
    else if (!settingsEqual(known, setting)) contradicted.add(subject);
  }
  return Array.from(first)
    .filter(([subject]) => !contradicted.has(subject))
    .map(([, setting]) => setting);
}
