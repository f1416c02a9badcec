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
