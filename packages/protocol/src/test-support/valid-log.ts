import fc from 'fast-check';
import { blankEvent, isErasable } from '../events/blank.js';
import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import type { Viewer } from '../values/caller.js';
import { LogWriter, ROSTER } from './log-writer.js';
import { STEPS } from './log-steps.js';

/** One thing that may happen next, and what of it. Where it cannot happen it is left out. */
export interface Step {
  readonly name: keyof typeof STEPS;
  /** Chooses among what there is: `pick` takes it modulo. */
  readonly choices: readonly number[];
}

type StepName = keyof typeof STEPS;

/** How often a step stands among those to choose from, where not once: what conversations are made of. */
const WEIGHTS: { readonly [Name in StepName]?: number } = {
  personSays: 4,
  startExecution: 8,
  callTool: 7,
  tool: 9,
  agentSays: 4,
  takeQueued: 3,
  answer: 2,
  resolveApproval: 2,
  eraseMessage: 2,
  eraseTurn: 2,
};
const NAMES = (Object.keys(STEPS) as StepName[]).flatMap((name) =>
  Array.from({ length: WEIGHTS[name] ?? 1 }, () => name),
);

const Step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...NAMES),
  choices: fc.array(fc.nat(999), { minLength: 4, maxLength: 4 }),
});

/**
 * Logs as an orchestrator may write them: every event type and one that nobody knows, every
 * audience, several participants, and fields that nobody knows. They are as they happened: what an `erased` event names still has
 * its content (see `asStored`). They shrink by leaving steps out.
 */
export function validLogs(maxSteps = 60): fc.Arbitrary<readonly ConversationEvent[]> {
  return fc.array(Step, { maxLength: maxSteps, size: 'max' }).map(logOf);
}

function logOf(steps: readonly Step[]): readonly ConversationEvent[] {
  const log = new LogWriter();
  log.write('created', 'system', { participants: [...ROSTER], title: 'A talk', custom: { autoRun: true } });
  for (const { name, choices } of steps) {
    log.isNewer = (choices[3] ?? 0) % 3 === 0;
    STEPS[name](log, choices);
  }
  return log.events;
}

/** Everyone who may read: an operator, each participant, and an observer. */
export const VIEWERS: readonly Viewer[] = [
  { operator: true },
  { operator: false },
  ...[...ROSTER.map((one) => one.participantId), 'carl'].map((participantId) => ({
    participantId,
    operator: false,
  })),
];

/** The log as a store holds it after all its `erased` events. */
export function asStored(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  const erased = new Set(
    events.flatMap((event) => (isKnownEvent(event) && event.type === 'erased' ? event.payload.seqs : [])),
  );
  return events.map((event) =>
    erased.has(event.seq) && isKnownEvent(event) && isErasable(event.type) ? blankEvent(event) : event,
  );
}
