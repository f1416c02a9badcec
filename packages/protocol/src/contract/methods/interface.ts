import * as z from 'zod/mini';
import {
  COVER_TYPES,
  PERSISTENCE_TYPES,
  WIDGET_POSITIONS,
  WIDGET_STATES,
} from '../../records/chat-interface.js';
import { defineMethod } from '../define-method.js';
import { HTTP_ROUTES } from '../http-routes.js';
import { ConversationRecord, Id, Limit } from '../shapes.js';

const Token = z.string().check(z.minLength(1), z.maxLength(256));

/** A model as a picker shows it. */
export const ModelOption = z.object({
  /** The name that `setModel` takes. */
  model: z.string(),
  label: z.optional(z.string()),
  /** What it is good for, in a sentence. */
  description: z.optional(z.string()),
});
export type ModelOption = z.infer<typeof ModelOption>;

/** Somebody who can be chosen to answer, as people see them. */
export const PersonaOption = z.object({
  /** The id that `setPersona` takes. */
  personaId: z.string(),
  name: z.string(),
  description: z.optional(z.string()),
  /** One character, for example an emoji. */
  symbol: z.optional(z.string()),
});
export type PersonaOption = z.infer<typeof PersonaOption>;

/** What anyone may know of a published interface. */
export const PublicInterface = z.object({
  slug: z.string(),
  title: z.string(),
  description: z.nullable(z.string()),
  welcomeMessage: z.string(),
  placeholderText: z.string(),
  suggestedPrompts: z.array(z.object({ text: z.string(), icon: z.optional(z.string()) })),
  persistenceType: z.enum(PERSISTENCE_TYPES),
  /** The language of the chat's own words; absent or `null`: that of the page. */
  locale: z.nullish(z.string()),
  /** What stands above the welcome: `coverValue` is an address, a colour, or a gradient of CSS. */
  coverType: z.nullish(z.enum(COVER_TYPES)),
  coverValue: z.nullish(z.string()),
  /** The picture beside the title. */
  iconUrl: z.nullish(z.string()),
  /** The accent, as `#rrggbb`. */
  primaryColor: z.nullish(z.string()),
  /** A font that the page has, as in CSS. */
  fontFamily: z.nullish(z.string()),
  /** In pixels. */
  borderRadius: z.nullish(z.number()),
  /** Which files a message may carry; absent or `null`: none. */
  uploads: z.nullish(
    z.object({
      /** Of one message. */
      maxFiles: z.number(),
      /** Of one file, in units of 1,048,576 bytes. */
      maxFileSizeMb: z.number(),
      /** Media types; `image/*` stands for all images. */
      allowedFileTypes: z.array(z.string()),
    }),
  ),
  /** How its bubble looks on a page; absent: as the page says. */
  widget: z.nullish(
    z.object({
      position: z.enum(WIDGET_POSITIONS),
      /** `chat`, `message`, `help`, or the URL of an image. */
      buttonIcon: z.string(),
      buttonText: z.nullable(z.string()),
      initialState: z.enum(WIDGET_STATES),
    }),
  ),
  /** The models that a visitor may choose; absent or `null`: there is no choice. */
  models: z.nullish(z.array(ModelOption)),
  /** Who may answer, for the visitor to choose before writing; absent or `null`: there is no choice. */
  personas: z.nullish(z.array(PersonaOption)),
});
export type PublicInterface = z.infer<typeof PublicInterface>;

/** Sessions and public interfaces: the server answers. */
export const INTERFACE_METHODS = {
  /** What anyone may know of a published interface. */
  getPublicInterface: defineMethod({
    plane: 'interface',
    params: z.object({ slug: Id }),
    result: PublicInterface,
    callers: 'anyone',
    http: HTTP_ROUTES.getPublicInterface,
    errors: ['UnknownInterface'],
  }),
  /**
   * Makes a visitor with a conversation, or takes up the one of a `persistenceToken` or an
   * `identityToken`. Not keyed: a retry without either makes another session, and the unused one is
   * removed.
   */
  createSession: defineMethod({
    plane: 'interface',
    params: z.object({
      slug: Id,
      /**
       * By which a visitor comes back: the one of the last answer. It is good once: the answer has
       * the next one. Until that is known to have arrived the same token gives the same next one.
       */
      persistenceToken: z.optional(Token),
      /** A JSON Web Token by which the host vouches for the visitor. Instead of a `persistenceToken`. */
      identityToken: z.optional(z.string().check(z.minLength(1), z.maxLength(8_192))),
      /** Of an identified visitor: this one of their conversations. Default: the one that is in use. */
      conversationId: z.optional(Id),
      /** Of an identified visitor: another conversation than any that there is. */
      fresh: z.optional(z.boolean()),
      /** The address of the page that the visitor came from. */
      referrer: z.optional(z.string().check(z.maxLength(2_048))),
      /** By which a page recognises a browser. Kept for a while, then as a keyed hash. */
      browserFingerprint: z.optional(z.string().check(z.maxLength(256))),
    }),
    result: z.object({
      sessionToken: z.string(),
      /** `null`: the interface keeps sessions for as long as a tab lives, or the visitor is identified. */
      persistenceToken: z.nullable(z.string()),
      conversationId: z.string(),
      participantId: z.string(),
      /** When it ends unless the visitor does something before. `null`: the session does not expire. */
      expiresAt: z.nullable(z.string()),
      /** Whether it goes on with a conversation that there was. */
      resumed: z.boolean(),
    }),
    callers: 'anyone',
    http: HTTP_ROUTES.createSession,
    errors: [
      'UnknownInterface',
      'UnknownConversation',
      'SessionExpired',
      'SessionEnded',
      'InvalidIdentity',
      'RateLimited',
    ],
  }),
  /**
   * Ends the session of the token that it is called with. Its open streams get `bye` with the reason
   * `revoked`.
   */
  endSession: defineMethod({
    plane: 'interface',
    params: z.object({ slug: Id }),
    result: z.object({}),
    callers: ['visitor'],
    http: HTTP_ROUTES.endSession,
    errors: ['UnknownInterface', 'RateLimited'],
  }),
  /**
   * The conversations of the visitor in this interface, newest activity first: of an identified
   * visitor all, also those begun on other devices, else the one of the session.
   */
  listVisitorConversations: defineMethod({
    plane: 'interface',
    params: z.object({
      slug: Id,
      /** The `next` of the page before. A conversation that was active meanwhile has moved before its place. */
      after: z.optional(z.string().check(z.maxLength(256))),
      limit: Limit,
    }),
    result: z.object({
      conversations: z.array(ConversationRecord),
      /** `null` on the last page. */
      next: z.nullable(z.string()),
    }),
    callers: ['visitor'],
    http: HTTP_ROUTES.listVisitorConversations,
    errors: ['UnknownInterface'],
  }),
  /**
   * Gives one of the conversations that `listVisitorConversations` has another title. Only a visitor whom
   * the host has vouched for has several, and may.
   */
  renameVisitorConversation: defineMethod({
    plane: 'interface',
    params: z.object({
      slug: Id,
      conversationId: Id,
      /** Makes a retry safe. */
      clientRequestId: Id,
      /** `null` takes it away. */
      title: z.nullable(z.string().check(z.maxLength(255))),
    }),
    result: z.object({}),
    callers: ['visitor'],
    http: HTTP_ROUTES.renameVisitorConversation,
    errors: [
      'UnknownInterface',
      'UnknownConversation',
      'ConversationGone',
      'ConversationEnded',
      'IdempotencyMismatch',
      'RateLimited',
    ],
  }),
} as const;
