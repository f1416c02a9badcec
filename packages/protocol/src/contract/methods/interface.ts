import * as z from 'zod/mini';
import { defineMethod } from '../define-method.js';
import { HTTP_ROUTES } from '../http-routes.js';
import { Id } from '../shapes.js';

/** What anyone may know of a published interface. */
export const PublicInterface = z.object({
  slug: z.string(),
  title: z.string(),
  description: z.nullable(z.string()),
  welcomeMessage: z.string(),
  placeholderText: z.string(),
  suggestedPrompts: z.array(z.object({ text: z.string(), icon: z.optional(z.string()) })),
  persistenceType: z.enum(['session', 'local_storage']),
  /** What stands above the welcome: `coverValue` is an address, a colour, or a gradient of CSS. */
  coverType: z.nullish(z.enum(['image', 'color', 'gradient'])),
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
   * Makes an anonymous visitor with a conversation of its own. Not keyed: a retry makes another
   * session.
   */
  createSession: defineMethod({
    plane: 'interface',
    params: z.object({ slug: Id }),
    result: z.object({
      sessionToken: z.string(),
      conversationId: z.string(),
      participantId: z.string(),
      /** `null`: the session does not expire. */
      expiresAt: z.nullable(z.string()),
    }),
    callers: 'anyone',
    http: HTTP_ROUTES.createSession,
    errors: ['UnknownInterface', 'RateLimited'],
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
    errors: ['UnknownInterface'],
  }),
} as const;
