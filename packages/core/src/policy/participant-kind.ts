import type { ControlState, Participant } from '@agent-chat/protocol';

type Roster = Pick<ControlState, 'participants'>;

/** What this participant is; `null`: not on the roster. */
export function kindOf({ participants }: Roster, participantId: string): Participant['kind'] | null {
  return participants.find((one) => one.participantId === participantId)?.kind ?? null;
}

export function isOnRoster(roster: Roster, participantId: string): boolean {
  return kindOf(roster, participantId) !== null;
}

export function isAgent(roster: Roster, participantId: string): boolean {
  return kindOf(roster, participantId) === 'agent';
}

export function isUser(roster: Roster, participantId: string): boolean {
  return kindOf(roster, participantId) === 'user';
}
