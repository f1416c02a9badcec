import * as z from 'zod/mini';

// Who is there and who writes, as opposed to what was said: nothing of it is logged, and each frame
// stands for the whole, so that a lost one costs latency only.

const ParticipantIds = z.array(z.string());

/**
 * The other participants who are here: whose subscription is open or ended a moment ago, on any node.
 * Each frame replaces the one before; none yet: nobody else is here.
 */
export const Presence = z.object({ participantIds: ParticipantIds });
export type Presence = z.infer<typeof Presence>;

/**
 * The other participants who are writing a message, who began first, first. Each frame replaces the
 * one before; none yet: nobody is writing.
 */
export const Typing = z.object({ participantIds: ParticipantIds });
export type Typing = z.infer<typeof Typing>;

/** Whether other participants are told that the reader of a subscription is here. */
export const PRESENCES = ['shown', 'hidden'] as const;
export type PresenceChoice = (typeof PRESENCES)[number];
