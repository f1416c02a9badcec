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

const SLUG = new RegExp(`^(?!(?:${RESERVED_SLUGS.join('|')})$)[a-z0-9][a-z0-9-]{0,98}[a-z0-9]$`);

/** What an interface is called in addresses: 2 to 100 of `a-z`, `0-9` and inner hyphens, not reserved. */
export const InterfaceSlug = z.string().check(z.regex(SLUG));
export type InterfaceSlug = z.infer<typeof InterfaceSlug>;

const Id = z.string().check(z.minLength(1), z.maxLength(128));
const Instant = z.string().check(z.minLength(1));
const Count = z._default(z.int().check(z.nonnegative()), 0);
const text = (fallback: string, maxLength = 2_048): z.ZodMiniDefault<z.ZodMiniString> =>
  z._default(z.string().check(z.maxLength(maxLength)), fallback);
const orNull = <T extends z.ZodMiniType>(schema: T): z.ZodMiniDefault<z.ZodMiniNullable<T>> =>
  z._default(z.nullable(schema), null);

/** A prompt that a visitor may send by one click. `icon` is an emoji or the name of an icon. */
export const SuggestedPrompt = z.looseObject({
  text: z.string().check(z.minLength(1), z.maxLength(1_000)),
  icon: z.optional(z.string().check(z.maxLength(64))),
});
export type SuggestedPrompt = z.infer<typeof SuggestedPrompt>;

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
  name: z.string().check(z.minLength(1), z.maxLength(255)),
  slug: InterfaceSlug,
  /** Who answers. It stays for the life of the interface. */
  agentId: Id,
  status: z._default(z.enum(['draft', 'published']), 'draft'),
  /** `null` unless it is published. */
  publishedAt: orNull(Instant),
  createdAt: Instant,
  updatedAt: Instant,
  /** Deleted ones are kept until retention removes them. */
  deletedAt: orNull(Instant),

  coverType: z._default(z.enum(['image', 'color', 'gradient']), 'color'),
  /** A URL, a colour or a CSS gradient, by `coverType`. */
  coverValue: text('#6366f1'),
  iconUrl: orNull(z.string().check(z.maxLength(2_048))),
  title: z.string().check(z.minLength(1), z.maxLength(255)),
  description: orNull(z.string()),
  primaryColor: text('#6366f1', 64),
  fontFamily: text('Inter', 255),
  /** In CSS pixels. */
  borderRadius: z._default(z.int().check(z.nonnegative()), 12),

  welcomeMessage: z._default(z.string().check(z.minLength(1)), 'Hello! How can I help?'),
  placeholderText: z._default(z.string().check(z.minLength(1), z.maxLength(255)), 'Write a message'),
  suggestedPrompts: z._default(z.array(SuggestedPrompt), []),

  allowFileUpload: z._default(z.boolean(), false),
  /** Of one message. */
  maxFiles: z._default(z.int().check(z.positive()), 3),
  /** Of one file, in units of 1,048,576 bytes. */
  maxFileSizeMb: z._default(z.int().check(z.positive()), 10),
  /** Media types; `image/*` stands for all images. */
  allowedFileTypes: z._default(z.array(z.string()), ['application/pdf', 'image/*', 'text/*']),

  persistenceType: z._default(z.enum(['session', 'local_storage']), 'session'),
  /** 0: never. */
  sessionTimeoutMinutes: z._default(z.int().check(z.nonnegative()), 60),

  widgetPosition: z._default(z.enum(['bottom-right', 'bottom-left']), 'bottom-right'),
  /** `chat`, `message`, `help`, or the URL of an image. */
  widgetButtonIcon: text('chat'),
  widgetButtonText: orNull(z.string().check(z.maxLength(255))),
  widgetInitialState: z._default(z.enum(['collapsed', 'expanded']), 'collapsed'),

  /** Messages of one session in a window of so many seconds. */
  rateLimitMessages: z._default(z.int().check(z.positive()), 10),
  rateLimitWindowSeconds: z._default(z.int().check(z.positive()), 60),

  sessionCount: Count,
  messageCount: Count,
  lastActivityAt: orNull(Instant),
});
export type ChatInterface = z.infer<typeof ChatInterface>;
