import {
  AgentChatError,
  type ChatInterface,
  type InterfaceChanges,
  isFontFamily,
  isGradient,
  isPaint,
} from '@agent-chat/protocol';
import { hostOfOrigin } from '../http/own-address.js';

/** The largest values of an interface, above what its schema says. */
const MOST = {
  description: 2_000,
  welcomeMessage: 10_000,
  suggestedPrompts: 20,
  allowedFileTypes: 64,
  allowedOrigins: 100,
  borderRadius: 64,
  maxFiles: 50,
  maxFileSizeMb: 1_024,
  /** A year. */
  sessionTimeoutMinutes: 525_600,
  rateLimitMessages: 10_000,
  /** A day. */
  rateLimitWindowSeconds: 86_400,
} as const;

const COLOR = /^#(?:[\da-f]{3}|[\da-f]{6})$/i;
const MEDIA_TYPE = /^(?:\*\/\*|[a-z\d!#$&^_.+-]{1,127}\/(?:\*|[a-z\d!#$&^_.+-]{1,127}))$/;
/** Control characters, and the ones that turn the direction of what follows. */
const UNSAFE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const BUTTON_ICONS: readonly string[] = ['chat', 'message', 'help'];

/**
 * What a schema cannot say of the fields that an owner writes: nothing is fetched from anybody else,
 * styles are styles, and numbers are such that a server can keep to them. `record` is the interface
 * with `changes` in it.
 *
 * @param isOwnPicture whether it is the address of a picture of this interface, or of a file of this server
 * @throws AgentChatError `InvalidRequest` with `details.path`
 */
export async function checkFields(
  changes: InterfaceChanges,
  record: ChatInterface,
  isOwnPicture: (url: string) => Promise<boolean>,
): Promise<void> {
  for (const [path, most] of Object.entries(MOST)) {
    const value = changes[path as keyof typeof MOST];
    const size = typeof value === 'string' || Array.isArray(value) ? value.length : value;
    if (typeof size === 'number' && size > most) throw invalid(path, `may be at most ${most}`);
  }
  for (const path of ['name', 'title', 'placeholderText', 'widgetButtonText'] as const) {
    if (UNSAFE.test(changes[path] ?? '')) throw invalid(path, 'must not hold control characters');
  }
  const { primaryColor, fontFamily, locale, allowedFileTypes, allowedOrigins } = changes;
  if (primaryColor !== undefined && !COLOR.test(primaryColor)) {
    throw invalid('primaryColor', 'must be a colour such as "#6366f1"');
  }
  if (fontFamily !== undefined && !isFontFamily(fontFamily)) {
    throw invalid('fontFamily', 'must be names of fonts that the reader’s system has');
  }
  if (locale != null && !isLocale(locale)) throw invalid('locale', 'must be a language such as "de-CH"');
  if (allowedFileTypes?.some((type) => !MEDIA_TYPE.test(type)) === true) {
    throw invalid('allowedFileTypes', 'must be media types in small letters, such as "image/*"');
  }
  if (allowedOrigins?.some((origin) => !isWebOrigin(origin)) === true) {
    throw invalid('allowedOrigins', 'must be origins such as "https://example.com"');
  }
  if (changes.coverType !== undefined || changes.coverValue !== undefined) {
    await checkCover(record, isOwnPicture);
  }
  if (changes.iconUrl != null && !(await isOwnPicture(changes.iconUrl))) throw foreign('iconUrl');
  const { widgetButtonIcon } = changes;
  const isNamed = widgetButtonIcon === undefined || BUTTON_ICONS.includes(widgetButtonIcon);
  if (!isNamed && !(await isOwnPicture(widgetButtonIcon))) throw foreign('widgetButtonIcon');
}

async function checkCover(
  { coverType, coverValue }: ChatInterface,
  isOwnPicture: (url: string) => Promise<boolean>,
): Promise<void> {
  switch (coverType) {
    case 'image':
      if (!(await isOwnPicture(coverValue))) throw foreign('coverValue');
      return;
    case 'color':
      if (coverValue === '' || !isPaint(coverValue)) throw invalid('coverValue', 'must be a colour');
      return;
    case 'gradient':
      if (!isGradient(coverValue)) throw invalid('coverValue', 'must be a gradient of CSS');
      return;
  }
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function isWebOrigin(origin: string): boolean {
  return hostOfOrigin(origin) !== null && /^https?:/.test(origin);
}

function foreign(path: string): AgentChatError {
  return invalid(path, 'must be a picture that was uploaded for this interface, or a path on this server');
}

function invalid(path: string, what: string): AgentChatError {
  return new AgentChatError('InvalidRequest', `"${path}" ${what}.`, { details: { path } });
}
