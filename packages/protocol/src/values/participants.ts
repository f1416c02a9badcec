import * as z from 'zod/mini';

export const PARTICIPANT_KINDS = ['user', 'agent', 'system'] as const;

/** Where an agent runs: in the orchestrator's own processes, or somewhere that calls the contract. */
const HOSTINGS = ['internal', 'external'] as const;

/** Anyone on a conversation's roster. All of it may be read by whoever may read the conversation. */
export const Participant = z.object({
  participantId: z.string().check(z.minLength(1), z.maxLength(128)),
  kind: z.enum(PARTICIPANT_KINDS),
  displayName: z.string().check(z.maxLength(255)),
  /** What kind of agent it is, as the host calls it. */
  agentClass: z.optional(z.string().check(z.maxLength(128))),
  /** What the host configures of it. Nothing private: a scenario holds that. */
  config: z.optional(z.unknown()),
  /** Default `internal`. */
  hosting: z.optional(z.enum(HOSTINGS)),
});
export type Participant = z.infer<typeof Participant>;

/** The author of what the orchestrator itself logs. It is on every roster without being named. */
export const SYSTEM_PARTICIPANT_ID = 'system';

/**
 * Who calls. A visitor holds a session on one conversation; a member is a user in the host's own
 * auth; an agent runs turns; an observer reads; an operator sees and may do everything in a tenant.
 */
export type Caller =
  | {
      readonly kind: 'visitor';
      readonly tenant: string;
      readonly participantId: string;
      readonly conversationId: string;
    }
  | {
      readonly kind: 'member' | 'agent' | 'operator';
      readonly tenant: string;
      readonly participantId: string;
    }
  | { readonly kind: 'observer'; readonly tenant: string; readonly conversationId: string };

export type CallerKind = Caller['kind'];

/** As whom a log is read: what `project` needs to know of a caller, and no more. */
export interface Viewer {
  /** Absent for a read-only observer. */
  readonly participantId?: string;
  readonly operator: boolean;
}

export function viewerOf(caller: Caller): Viewer {
  if (caller.kind === 'observer') return { operator: false };
  return { participantId: caller.participantId, operator: caller.kind === 'operator' };
}
