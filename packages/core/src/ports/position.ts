import { AgentChatError } from '@agent-chat/protocol';

const POSITION = /^([0-9A-Za-z]{1,64})-(0|[1-9]\d{0,15})$/;

/**
 * How a store writes the `position` of an event: its epoch and a number that rises with each event.
 * For who implements `EventStore`; to everybody else a position is opaque.
 */
export function formatPosition(epoch: string, position: number): string {
  return `${epoch}-${position}`;
}

/**
 * The number in a position that `formatPosition` wrote, 0 for `undefined`.
 *
 * @throws AgentChatError `InvalidCursor`: not a position, or one of another epoch
 */
export function parsePosition(position: string | undefined, epoch: string): number {
  if (position === undefined) return 0;
  const [, ofEpoch, digits] = POSITION.exec(position) ?? [];
  if (ofEpoch === undefined) throw new AgentChatError('InvalidCursor', 'This is not a position of a store.');
  if (ofEpoch !== epoch) {
    throw new AgentChatError('InvalidCursor', 'The position is of another epoch of the store: start anew.', {
      details: { epoch },
    });
  }
  const number = Number(digits);
  if (!Number.isSafeInteger(number)) throw positionBeyond(epoch);
  return number;
}

/** A position that the store has not given yet: it lost events, or the position was made up. */
export function positionBeyond(epoch: string): AgentChatError {
  return new AgentChatError('InvalidCursor', 'The position is beyond the end of the store: start anew.', {
    details: { epoch },
  });
}
