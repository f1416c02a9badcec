import type { ControlState, EventDraft } from '@agent-chat/protocol';
import { promoted } from './close-turn.js';
import { type Decision, seqAt } from './decision.js';
import { requireExecution } from './execution.js';

/**
 * Takes the waiting messages that steer the turn into it, in the order in which they came. They
 * keep their id, author and request.
 */
export function decideTakeSteered(
  control: ControlState,
  executionId: string,
): Decision<{ seq: number; count: number }> {
  const { turn } = requireExecution(control, executionId);
  let parentId = control.tipMessageId;
  const events = control.queue
    .filter(({ delivery }) => delivery === 'steer')
    .map((queued): EventDraft => {
      const message: EventDraft = { ...promoted(queued, turn, parentId), finality: 'none' };
      parentId = queued.messageId;
      return message;
    });
  return { events, result: { seq: seqAt(control, 0), count: events.length } };
}
