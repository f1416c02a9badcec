import * as z from 'zod/mini';

/** Slugs that are places of the server itself. */
export const RESERVED_SLUGS = [
  'api',
  'admin',
  'widget',
  'embed',
  'c',
  'chat',
  'login',
  'logout',
  'signup',
  'settings',
  'dashboard',
] as const;

export const MIN_SLUG_LENGTH = 2;
export const MAX_SLUG_LENGTH = 100;

const SLUG = new RegExp(`^(?!(?:${RESERVED_SLUGS.join('|')})$)[a-z0-9][a-z0-9-]{0,98}[a-z0-9]$`);

/** What an interface is called in addresses: 2 to 100 of `a-z`, `0-9` and inner hyphens, not reserved. */
export const InterfaceSlug = z.string().check(z.regex(SLUG));
export type InterfaceSlug = z.infer<typeof InterfaceSlug>;

export const INTERFACE_STATUSES = ['draft', 'published'] as const;
export type InterfaceStatus = (typeof INTERFACE_STATUSES)[number];
export const COVER_TYPES = ['image', 'color', 'gradient'] as const;
export const PERSISTENCE_TYPES = ['session', 'local_storage'] as const;
export const WIDGET_POSITIONS = ['bottom-right', 'bottom-left'] as const;
export const WIDGET_STATES = ['collapsed', 'expanded'] as const;

const Id = z.string().check(z.minLength(1), z.maxLength(128));
const Instant = z.string().check(z.minLength(1));
const Count = z.int().check(z.nonnegative());
const text = (maxLength: number) => z.string().check(z.maxLength(maxLength));
const someText = (maxLength: number) => z.string().check(z.minLength(1), z.maxLength(maxLength));
const withDefault = <T extends z.ZodMiniType>(schema: T, fallback: z.infer<T>): z.ZodMiniDefault<T> =>
  z._default(schema, fallback as never);

const PROMPT = { text: someText(1_000), icon: z.optional(text(64)) } as const;

/** A prompt that a visitor may send by one click. `icon` is an emoji or the name of an icon. */
export const SuggestedPrompt = z.looseObject(PROMPT);
export type SuggestedPrompt = z.infer<typeof SuggestedPrompt>;

/** What the owner of an interface writes, each by itself and without its default. */
export const INTERFACE_FIELDS = {
  /** For its owner, not for visitors. */
  name: someText(255),

  /** What the cover is. */
  coverType: z.enum(COVER_TYPES),
  /** A URL, a colour or a CSS gradient, by `coverType`. */
  coverValue: text(2_048),
  /** The address of the picture beside the title. */
  iconUrl: z.nullable(text(2_048)),
  /** What stands at the top. */
  title: someText(255),
  /** What the chat is for, in a few sentences. */
  description: z.nullable(z.string()),
  /** As `#rgb` or `#rrggbb`. */
  primaryColor: text(64),
  /** Fonts that the visitor's system has, as in CSS; nothing is loaded. */
  fontFamily: text(255),
  /** In CSS pixels. */
  borderRadius: Count,

  /** The greeting in an empty conversation. */
  welcomeMessage: z.string().check(z.minLength(1)),
  /** What stands in the empty field. */
  placeholderText: someText(255),
  /** Questions to begin with. */
  suggestedPrompts: z.array(z.object(PROMPT)),
  /** The language of the chat's own words, as BCP 47 has it: `de-CH`. `null`: that of the visitor's page. */
  locale: z.nullable(someText(35)),

  /** Whether visitors may send files. */
  allowFileUpload: z.boolean(),
  /** Of one message. */
  maxFiles: z.int().check(z.positive()),
  /** Of one file, in units of 1,048,576 bytes. */
  maxFileSizeMb: z.int().check(z.positive()),
  /** Media types; `image/*` stands for all images. */
  allowedFileTypes: z.array(z.string()),

  /** `session`: a conversation lasts as long as its tab; `local_storage`: the visitor comes back to it. */
  persistenceType: z.enum(PERSISTENCE_TYPES),
  /** When a session without activity ends; 0: never. */
  sessionTimeoutMinutes: Count,

  /** The corner of the widget's button. */
  widgetPosition: z.enum(WIDGET_POSITIONS),
  /** `chat`, `message`, `help`, or the URL of an image. */
  widgetButtonIcon: text(2_048),
  /** What stands beside its icon. */
  widgetButtonText: z.nullable(text(255)),
  /** Whether the panel is open at first, where there is room. */
  widgetInitialState: z.enum(WIDGET_STATES),

  /** Messages of one session in a window of so many seconds. */
  rateLimitMessages: z.int().check(z.positive()),
  /** The length of that window. */
  rateLimitWindowSeconds: z.int().check(z.positive()),

  /** Origins of other sites whose pages may show it, exact: `https://example.com`. */
  allowedOrigins: z.array(text(255)),
} as const;

const F = INTERFACE_FIELDS;

/**
 * A configuration of a chat that is published under a slug. Fields that this version does not know
 * are kept. Of it visitors see what the server's public view names, never owner, agent, limits or
 * counters.
 */
export const ChatInterface = z.looseObject({
  interfaceId: Id,
  /** The user who owns it. */
  ownerId: Id,
  /** For its owner, not for visitors. */
  name: F.name,
  slug: InterfaceSlug,
  /** Who answers. It stays for the life of the interface. */
  agentId: Id,
  status: withDefault(z.enum(INTERFACE_STATUSES), 'draft'),
  /** `null` unless it is published. */
  publishedAt: withDefault(z.nullable(Instant), null),
  createdAt: Instant,
  updatedAt: Instant,
  /** Deleted ones are kept until retention removes them. */
  deletedAt: withDefault(z.nullable(Instant), null),
  /** Rises with each change; a change may name the one that it is made to. Default 1. */
  revision: z.optional(z.int().check(z.positive())),

  coverType: withDefault(F.coverType, 'color'),
  /** A URL, a colour or a CSS gradient, by `coverType`. */
  coverValue: withDefault(F.coverValue, '#6366f1'),
  iconUrl: withDefault(F.iconUrl, null),
  title: F.title,
  description: withDefault(F.description, null),
  primaryColor: withDefault(F.primaryColor, '#6366f1'),
  fontFamily: withDefault(F.fontFamily, 'Inter'),
  /** In CSS pixels. */
  borderRadius: withDefault(F.borderRadius, 12),

  welcomeMessage: withDefault(F.welcomeMessage, 'Hello! How can I help?'),
  placeholderText: withDefault(F.placeholderText, 'Write a message'),
  suggestedPrompts: withDefault(z.array(SuggestedPrompt), []),
  /** The language of the chat's own words, as BCP 47 has it. Default `null`: that of the visitor's page. */
  locale: z.optional(F.locale),

  allowFileUpload: withDefault(F.allowFileUpload, false),
  /** Of one message. */
  maxFiles: withDefault(F.maxFiles, 3),
  /** Of one file, in units of 1,048,576 bytes. */
  maxFileSizeMb: withDefault(F.maxFileSizeMb, 10),
  /** Media types; `image/*` stands for all images. */
  allowedFileTypes: withDefault(F.allowedFileTypes, ['application/pdf', 'image/*', 'text/*']),

  persistenceType: withDefault(F.persistenceType, 'session'),
  /** 0: never. */
  sessionTimeoutMinutes: withDefault(F.sessionTimeoutMinutes, 60),

  widgetPosition: withDefault(F.widgetPosition, 'bottom-right'),
  /** `chat`, `message`, `help`, or the URL of an image. */
  widgetButtonIcon: withDefault(F.widgetButtonIcon, 'chat'),
  widgetButtonText: withDefault(F.widgetButtonText, null),
  widgetInitialState: withDefault(F.widgetInitialState, 'collapsed'),

  /** Messages of one session in a window of so many seconds. */
  rateLimitMessages: withDefault(F.rateLimitMessages, 10),
  rateLimitWindowSeconds: withDefault(F.rateLimitWindowSeconds, 60),

  /** Origins of other sites whose pages may show it, exact: `https://example.com`. Default: none. */
  allowedOrigins: z.optional(F.allowedOrigins),

  sessionCount: withDefault(Count, 0),
  messageCount: withDefault(Count, 0),
  lastActivityAt: withDefault(z.nullable(Instant), null),
});
export type ChatInterface = z.infer<typeof ChatInterface>;
