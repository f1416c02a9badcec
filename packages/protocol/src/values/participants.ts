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
  /**
   * `internal`: the orchestrator's own processes run it, and a runner elsewhere stands by. `external`:
   * they never do. Absent: whichever runner comes first has a turn.
   */
  hosting: z.optional(z.enum(HOSTINGS)),
});
export type Participant = z.infer<typeof Participant>;
