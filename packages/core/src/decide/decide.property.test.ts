import {
  AgentChatError,
  type ControlState,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvents,
} from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternationPolicy } from '../policy/alternation.js';
import { firstComePolicy } from '../policy/first-come.js';
import { dueIn, guidanceOf, isParked, isPausedIn } from '../policy/guidance.js';
import { humanInTheLoopPolicy } from '../policy/human-in-the-loop.js';
import { mentionPolicy } from '../policy/mention.js';
import { moderatorPolicy } from '../policy/moderator.js';
import { isAgent } from '../policy/participant-kind.js';
import { scenarioOrderPolicy } from '../policy/scenario-order.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { DecidedLog } from '../test-support/decided-log.js';
import { AGENTS, anyHistory, decideStep, PEOPLE, type Step } from '../test-support/random-decisions.js';

const RUNS = FULL ? 20_000 : 1_000;

const PLAIN = [
  alternationPolicy(),
  firstComePolicy(),
  mentionPolicy(),
  moderatorPolicy({ moderatorId: 'cal' }),
  scenarioOrderPolicy(),
  scenarioOrderPolicy({ name: 'agents in order', order: ['bot', 'cal'] }),
];
const READ = PLAIN.map((inner) => humanInTheLoopPolicy(inner, { name: `${inner.name}, read` }));

/** The log that random steps lead to: rejected ones write nothing. */
function play(history: readonly Step[], policy: SchedulingPolicy, maxTurns: number): DecidedLog {
  const log = new DecidedLog([...PEOPLE, ...AGENTS], { maxTurns });
  history.forEach((step, index) => {
    try {
      const decision = decideStep(log, step, index + 1, policy);
      if (step.op === 'write') expect(step.stale, 'a stale execution wrote').toBe(false);
      log.append(decision, policy);
    } catch (error) {
      if (!AgentChatError.isInstance(error)) throw error;
    }
  });
  return log;
}

type Check = (
  log: readonly ConversationEvent[],
  states: readonly ConversationState[],
  policy: SchedulingPolicy,
  heads: readonly number[],
) => void;

function forHistories(check: Check, policies: readonly SchedulingPolicy[] = [...PLAIN, ...READ]): void {
  const named = fc.constantFrom(...policies.map(({ name }) => name));
  const limits = fc.oneof(fc.integer({ min: 2, max: 6 }), fc.constant(40));
  fc.assert(
    fc.property(anyHistory(), named, limits, (history, name, maxTurns) => {
      const policy = policies.find((one) => one.name === name) ?? alternationPolicy();
      const { events, states, heads } = play(history, policy, maxTurns);
      check(events, states, policy, heads);
    }),
    { numRuns: RUNS },
  );
}

/** Whether by this event somebody who is no agent asks an agent for something, or speaks. */
function isAsked({ type, author, finality, payload }: ConversationEvent): boolean {
  if (!['ada', 'bob', 'op'].includes(author)) return false;
  if (type === 'message') return finality !== 'none';
  const isRegenerated = (payload as { reason?: string }).reason === 'regenerate';
  return type === 'action_invoked' || type === 'handoff' || (type === 'branch_selected' && isRegenerated);
}

const agentsDue = (control: ControlState, policy: SchedulingPolicy): readonly string[] =>
  dueIn(guidanceOf(control, policy)).filter((id) => isAgent(control, id));

describe('every history that decide allows', () => {
  it('has at most one open turn, and turns that follow one another', () => {
    forHistories((log) => {
      let openTurn: number | null = null;
      let lastTurn = 0;
      for (const event of log) {
        const started = event.type === 'execution_started' ? (event.payload as { turn: number }).turn : null;
        const turn = started ?? event.turn;
        if (turn > 0) {
          if (openTurn === null) expect(turn).toBe(lastTurn + 1);
          else expect(turn).toBe(openTurn);
          openTurn = turn;
        }
        if (event.type === 'turn_cleared') expect((event.payload as { turn: number }).turn).toBe(openTurn);
        if (event.finality !== 'none' || event.type === 'turn_cleared') {
          lastTurn = openTurn as number;
          openTurn = null;
        }
      }
    });
  });

  it('closes a turn only by its owner or the system', () => {
    forHistories((log, states) => {
      for (const event of log) {
        const before = states[event.seq - 1]?.control.openTurn;
        if (event.finality === 'none' || before == null) continue;
        expect([before.owner, 'system']).toContain(event.author);
      }
    });
  });

  it('writes nothing but what is allowed after its end, and leaves nothing waiting', () => {
    forHistories((log, states) => {
      const end = log.findIndex((event) => event.finality === 'conversation');
      if (end === -1) return;
      for (const { type } of log.slice(end + 1)) expect(type).toBe('action_settled');
      expect(states.at(-1)?.control.queue).toEqual([]);
    });
  });

  it('logs or removes every waiting message once, and keeps who wrote it', () => {
    forHistories((log, states) => {
      const waiting = new Set((states.at(-1) as ConversationState).control.queue.map((one) => one.messageId));
      for (const queued of log) {
        if (queued.type !== 'message_queued') continue;
        const { messageId } = queued.payload as { messageId: string };
        const settled = log.filter(
          (event) =>
            (event.type === 'message' || event.type === 'queued_removed') &&
            (event.payload as { messageId: string }).messageId === messageId,
        );
        expect(settled.length).toBe(waiting.has(messageId) ? 0 : 1);
        const message = settled.find((event) => event.type === 'message');
        if (message === undefined) continue;
        expect(message).toMatchObject({
          author: queued.author,
          causedBy: queued.seq,
          clientRequestId: queued.clientRequestId,
        });
      }
    });
  });

  it('has messages wait for an open turn, or for an agent that is due but for a pause', () => {
    let waited = 0;
    forHistories((log, states, policy, heads) => {
      for (const head of heads) {
        const { control } = states[head] as ConversationState;
        if (control.queue.length === 0 || control.openTurn !== null) continue;
        waited += 1;
        expect(agentsDue({ ...control, paused: null, currentRunId: null }, policy)).not.toEqual([]);
      }
      for (const [index, event] of log.entries()) {
        if (event.type !== 'message_queued') continue;
        const before = (states[index] as ConversationState).control;
        expect(before.openTurn !== null || before.queue.length > 0).toBe(true);
      }
    });
    expect(waited).toBeGreaterThan(RUNS / 10);
  });

  it('never has a tool started or answered before it was called, nor answered twice', () => {
    forHistories((log) => {
      const order = { tool_call: 0, tool_started: 1, tool_result: 2 } as const;
      const reached = new Map<string, number>();
      for (const event of log) {
        if (!(event.type in order)) continue;
        const id = `${event.turn}/${(event.payload as { toolCallId: string }).toolCallId}`;
        const rank = order[event.type as keyof typeof order];
        const before = reached.get(id) ?? -1;
        if (rank === 0) expect(before).toBe(-1);
        else expect(before).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThan(2);
        reached.set(id, Math.max(before, rank));
      }
    });
  });

  it('has somebody due, or says what it waits for, or that it has ended', () => {
    forHistories((_, states, policy) => {
      for (const { control } of states.slice(1)) {
        const { openTurn, lastTurn, lastClose } = control;
        const guidance = guidanceOf(control, policy);
        const due = dueIn(guidance);
        if (control.ended) expect(guidance).toMatchObject({ kind: 'ended', nextParticipantId: null });
        else if (openTurn !== null) {
          const { owner, turn } = openTurn;
          const kind = isParked(control) ? 'wait' : 'continue_turn';
          expect(guidance).toMatchObject({ kind, turn, nextParticipantId: kind === 'wait' ? null : owner });
        } else if (due.length === 0) {
          const waitingFor = isPausedIn(control) ? expect.stringMatching('resume|person') : 'person';
          expect(guidance).toEqual({ kind: 'wait', nextParticipantId: null, turn: lastTurn, waitingFor });
        } else {
          const onRoster = control.participants.map((one) => one.participantId);
          for (const id of due) expect(onRoster).toContain(id);
          expect(guidance).toMatchObject({ kind: 'start_turn', turn: lastTurn + 1 });
          if (isPausedIn(control)) expect(agentsDue(control, policy)).toEqual([]);
        }
        const isLost = lastClose?.by === 'restart' || lastClose?.by === 'lost';
        if (openTurn !== null || !isLost || lastClose.branched || isPausedIn(control)) continue;
        const isThere = control.participants.some((one) => one.participantId === lastClose.owner);
        if (isThere && !control.ended) expect(due).toEqual([lastClose.owner]);
      }
    });
  });

  it('has a person due after a stop, until somebody else than an agent asks for more', () => {
    forHistories((log, states, policy) => {
      let isStopped = false;
      for (const event of log) {
        const control = states[event.seq]?.control as ControlState;
        const { openTurn, ended, participants } = control;
        const wasToStop = states[event.seq - 1]?.control.openTurn?.stop != null;
        if (event.type === 'turn_cleared') {
          isStopped = ['stopped', 'idle', 'budget'].includes((event.payload as { reason: string }).reason);
        } else if (wasToStop && event.finality !== 'none') isStopped = true;
        else if (isAsked(event) || openTurn !== null) isStopped = false;
        // An agent that runs elsewhere speaks when it likes.
        else if (event.turn > 0 && event.author !== 'system') isStopped = false;
        if (!isStopped || ended) continue;
        const person = participants.find(({ kind }) => kind === 'user')?.participantId;
        expect(dueIn(guidanceOf(control, policy))).toEqual(person === undefined ? [] : [person]);
      }
    });
  });

  it('has the same due before and after what the system says', () => {
    forHistories((log, states, policy) => {
      for (const { seq, type, author, finality } of log) {
        if (type !== 'message' || author !== 'system' || finality !== 'turn') continue;
        // What the pause hides is looked at, not the pause; and not what closes the turn of an agent.
        const [before, after] = [seq - 1, seq].map((at) => {
          const control = states[at]?.control as ControlState;
          return { ...control, paused: null, currentRunId: null };
        });
        if (before === undefined || after === undefined || before.openTurn !== null) continue;
        expect(after.countedTurns).toBe(before.countedTurns);
        expect(dueIn(guidanceOf(after, policy))).toEqual(dueIn(guidanceOf(before, policy)));
      }
    });
  });

  it('has no agent due behind an agent that nobody has read, where a person is in the loop', () => {
    forHistories((log, states, policy) => {
      let isUnread = false;
      for (const event of log) {
        const control = states[event.seq]?.control as ControlState;
        const { lastClose, openTurn, ended } = control;
        const isClose = lastClose?.seq === event.seq;
        if (isClose) isUnread = lastClose.by === 'message' && isAgent(control, lastClose.owner);
        if (isAsked(event)) isUnread = false;
        if (isUnread && openTurn === null && !ended) expect(agentsDue(control, policy)).toEqual([]);
      }
    }, READ);
  });

  it('has at most so many turns as it may, and ends with the last of them', () => {
    forHistories((_, states) => {
      for (const { control } of states.slice(1)) {
        expect(control.countedTurns).toBeLessThanOrEqual(control.maxTurns ?? 0);
      }
      const { countedTurns, maxTurns, ended } = states.at(-1)?.control as ControlState;
      if (countedTurns === maxTurns) expect(ended).toBe(true);
    });
  });

  it('folds to the same state in one go as event by event', () => {
    forHistories((log, states) => {
      expect(foldEvents(emptyState('c1'), log).control).toEqual(states.at(-1)?.control);
    });
  });
});
