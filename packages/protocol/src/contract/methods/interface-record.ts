import * as z from 'zod/mini';
import { INTERFACE_FIELDS, INTERFACE_STATUSES } from '../../records/chat-interface.js';
import { SLUG_FAULTS } from '../../records/slug.js';
import { defineMethod } from '../define-method.js';
import { OPERATOR_ROUTES } from '../operator-routes.js';
import { Id, Limit } from '../shapes.js';
import { PublicInterface } from './interface.js';

const Count = z.int().check(z.nonnegative());
const OfInterface = z.object({ interfaceId: Id });
const Revision = z.optional(z.int().check(z.positive()));
/** Looked at by the server, which says why it is none. */
const AnySlug = z.string().check(z.maxLength(512));

/** An interface as operators see it: every field of `ChatInterface`, and its counters as they stand. */
export const InterfaceRecord = z.object({
  interfaceId: z.string(),
  /** The user who owns it. */
  ownerId: z.string(),
  /** Its name in addresses. */
  slug: z.string(),
  /** Who answers, for the life of the interface. */
  agentId: z.string(),
  /** `draft`: visitors do not find it. */
  status: z.enum(INTERFACE_STATUSES),
  /** `null` unless it is published. */
  publishedAt: z.nullable(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** `null` unless it was deleted. */
  deletedAt: z.nullable(z.string()),
  /** Rises with each change; a change may name the one that it is made to. */
  revision: z.int().check(z.positive()),
  ...INTERFACE_FIELDS,
  sessionCount: Count,
  /** That visitors sent. */
  messageCount: Count,
  /** `null`: nobody has used it. */
  lastActivityAt: z.nullable(z.string()),
});
export type InterfaceRecord = z.infer<typeof InterfaceRecord>;

/** Any of the fields that the owner of an interface writes; the others stay. */
export const InterfaceChanges = z.partial(z.object(INTERFACE_FIELDS));
export type InterfaceChanges = z.infer<typeof InterfaceChanges>;

/** An agent that an interface may have. */
export const AgentRecord = z.object({
  agentId: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  /** ISO-8601; `null` where the host does not say. */
  updatedAt: z.nullable(z.string()),
});
export type AgentRecord = z.infer<typeof AgentRecord>;

/** The records of published chats, for operators: the server answers. */
export const INTERFACE_RECORD_METHODS = {
  /**
   * Makes an interface as a draft. What is not given has the default of `ChatInterface`; without a
   * `slug` it gets one from its title.
   */
  createInterface: defineMethod({
    plane: 'interface',
    params: z.extend(z.partial(z.object(INTERFACE_FIELDS)), {
      /** Makes a retry safe: the same id with the same params returns the same interface. */
      clientRequestId: Id,
      name: INTERFACE_FIELDS.name,
      title: INTERFACE_FIELDS.title,
      slug: z.optional(AnySlug),
      /** One of `listAgents`, where the host lists its agents. It never changes. */
      agentId: Id,
      /** Default: the caller. */
      ownerId: z.optional(Id),
    }),
    result: InterfaceRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.createInterface,
    errors: ['InvalidSlug', 'SlugTaken', 'UnknownAgent', 'IdempotencyMismatch'],
  }),
  /** The interfaces of the tenant, those last changed first. */
  listInterfaces: defineMethod({
    plane: 'interface',
    params: z.object({
      agentId: z.optional(Id),
      status: z.optional(z.enum(INTERFACE_STATUSES)),
      ownerId: z.optional(Id),
      /** `true`: those that were deleted, and no others. Default: those that were not. */
      deleted: z.optional(z.boolean()),
      /** What stands in the name, the title or the slug, without regard to case. */
      search: z.optional(z.string().check(z.maxLength(255))),
      /** The `next` of the page before. */
      after: z.optional(z.string().check(z.maxLength(256))),
      /** Default 50. */
      limit: Limit,
    }),
    result: z.object({
      interfaces: z.array(InterfaceRecord),
      /** Of all pages. */
      total: Count,
      /** `null` on the last page. */
      next: z.nullable(z.string()),
    }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.listInterfaces,
    errors: [],
  }),
  /** One interface, whatever its status. */
  getInterface: defineMethod({
    plane: 'interface',
    params: OfInterface,
    result: InterfaceRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.getInterface,
    errors: ['UnknownInterface'],
  }),
  /** Changes the given fields. The agent stays for the life of the interface. */
  updateInterface: defineMethod({
    plane: 'interface',
    params: z.extend(OfInterface, {
      /** What the change is made to: on another revision it is `CasConflict`. Default: whatever is there. */
      revision: Revision,
      changes: z.extend(InterfaceChanges, { slug: z.optional(AnySlug) }),
    }),
    result: InterfaceRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.updateInterface,
    errors: ['UnknownInterface', 'CasConflict', 'InvalidSlug', 'SlugTaken'],
  }),
  /** Takes it off the air and out of every list. Its slugs are kept for it, and nobody else gets them. */
  deleteInterface: defineMethod({
    plane: 'interface',
    params: z.extend(OfInterface, { revision: Revision }),
    result: z.object({}),
    callers: ['operator'],
    http: OPERATOR_ROUTES.deleteInterface,
    errors: ['UnknownInterface', 'CasConflict'],
  }),
  /** Brings a deleted one back as a draft, with its slugs, pictures and sessions. */
  restoreInterface: defineMethod({
    plane: 'interface',
    params: OfInterface,
    result: InterfaceRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.restoreInterface,
    errors: ['UnknownInterface'],
  }),
  /** Shows it to visitors. Again for one that is published it changes nothing. */
  publishInterface: defineMethod({
    plane: 'interface',
    params: z.extend(OfInterface, { revision: Revision }),
    result: InterfaceRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.publishInterface,
    errors: ['UnknownInterface', 'UnknownAgent', 'CasConflict'],
  }),
  /** Makes it a draft again: visitors find nothing under its slug. */
  unpublishInterface: defineMethod({
    plane: 'interface',
    params: z.extend(OfInterface, { revision: Revision }),
    result: InterfaceRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.unpublishInterface,
    errors: ['UnknownInterface', 'CasConflict'],
  }),
  /** Makes a draft that is like it, with pictures and slug of its own and without its sessions. */
  duplicateInterface: defineMethod({
    plane: 'interface',
    params: z.extend(OfInterface, {
      clientRequestId: Id,
      /** Default: that of the original, marked as a copy. */
      name: z.optional(INTERFACE_FIELDS.name),
      /** Default: that of the original with a number behind it. */
      slug: z.optional(AnySlug),
    }),
    result: InterfaceRecord,
    callers: ['operator'],
    http: OPERATOR_ROUTES.duplicateInterface,
    errors: ['UnknownInterface', 'InvalidSlug', 'SlugTaken', 'IdempotencyMismatch'],
  }),
  /** What visitors see of it, or would see of a draft. */
  previewInterface: defineMethod({
    plane: 'interface',
    params: OfInterface,
    result: PublicInterface,
    callers: ['operator'],
    http: OPERATOR_ROUTES.previewInterface,
    errors: ['UnknownInterface'],
  }),
  /**
   * What to paste into a page to show it there. The page's origin must be among its `allowedOrigins`,
   * and it must be published.
   */
  getEmbedCode: defineMethod({
    plane: 'interface',
    params: OfInterface,
    result: z.object({
      /** Of the page that stands alone, for a link. */
      pageUrl: z.string(),
      /** A script tag for the widget, which is always the newest. */
      widget: z.string(),
      /**
       * A script tag with the hash of the loader, whose address never changes what it stands for.
       * `null`: the server has no files of the elements.
       */
      pinnedWidget: z.nullable(z.string()),
      iframe: z.string(),
      /** Script and tag of `<agent-chat>` in the page itself. */
      element: z.string(),
    }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.getEmbedCode,
    errors: ['UnknownInterface'],
  }),
  /** Whether an interface may take a slug, and if not, why, and which it may. */
  checkSlug: defineMethod({
    plane: 'interface',
    params: z.object({
      slug: AnySlug,
      /** The interface that it is for: its own slug is free to it. */
      interfaceId: z.optional(Id),
    }),
    result: z.object({
      free: z.boolean(),
      /** `null` when it is free. */
      fault: z.nullable(z.enum(SLUG_FAULTS)),
      /** One that is free and near to it; `null` when it is free itself, or nothing of it can be one. */
      suggestion: z.nullable(z.string()),
    }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.checkSlug,
    errors: ['UnknownInterface'],
  }),
  /** The agents that an interface may have, as the host lists them. */
  listAgents: defineMethod({
    plane: 'interface',
    params: z.object({}),
    result: z.object({ agents: z.array(AgentRecord) }),
    callers: ['operator'],
    http: OPERATOR_ROUTES.listAgents,
    errors: [],
  }),
} as const;
