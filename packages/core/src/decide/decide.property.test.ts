import {
  AgentChatError,
  type ControlState,
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvents,
  foldEvent,
} from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternationPolicy } from '../policy/alternation.js';
import { guidanceOf } from '../policy/guidance.js';
import { decideCreateConversation } from './create-conversation.js';
import type { Decision } from './decision.js';
import { decideExecutionMessage, decideExecutionTrace } from './execution.js';
import { decideCancelQueued, decideEditQueued } from './queue.js';
import { decideSendMessage } from './send-message.js';
import { decideStartTool } from './start-tool.js';
import { clearTurnEvents, decideStop } from './stop.js';
import { decideClearIdle, decideTakeTurn } from './take-turn.js';

const RUNS = process.env['AGENT_CHAT_TEST'] === 'full' ? 20_000 : 1_000;
const policy = alternationPolicy();

/** One step of a random history. Numbers pick among what is there at that moment. */
const steps = fc.oneof(
  fc.record({
    op: fc.constant('send' as const),
    who: fc.constantFrom('ada', 'bob', 'bot', 'mallory'),
    finality: fc.constantFrom('none' as const, 'turn' as const, 'turn' as const, 'conversation' as const),
    cas: fc.option(fc.nat(6), { nil: undefined }),
  }),
  fc.record({ op: fc.constant('start' as const), who: fc.constantFrom('bot', 'ada', null) }),
  fc.record({
    op: fc.constant('step' as const),
    finality: fc.constantFrom('none' as const, 'none' as const, 'turn' as const, 'conversation' as const),
    stale: fc.boolean(),
  }),
  fc.record({
    op: fc.constant('tool' as const),
    type: fc.constantFrom('tool_call' as const, 'tool_started' as const, 'tool_result' as const),
    id: fc.constantFrom('t1', 't2'),
  }),
  fc.record({
    op: fc.constant('stop' as const),
    mode: fc.constantFrom('graceful' as const, 'hard' as const),
    late: fc.boolean(),
  }),
  fc.record({
    op: fc.constant('clear' as const),
    reason: fc.constantFrom(
      'restart' as const,
      'stopped' as const,
      'lost' as const,
      'idle' as const,
      'budget' as const,
    ),
  }),
  fc.record({ op: fc.constant('idle' as const), agoMs: fc.nat(60) }),
  fc.record({ op: fc.constant('cancel' as const), who: fc.constantFrom('ada', 'bob'), pick: fc.nat(3) }),
  fc.record({ op: fc.constant('edit' as const), who: fc.constantFrom('ada', 'bob'), pick: fc.nat(3) }),
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

const text = (body: string) => [{ type: 'text' as const, partId: 'p1', text: body }];

function decide(state: ConversationState, step: Step, n: number): Decision {
  const { control } = state;
  const conversationId = 'c1';
  const clientRequestId = `r${n}`;
  const turn = control.openTurn?.turn ?? control.lastTurn;
  const executionId = control.openTurn?.execution?.executionId ?? 'none';
  const queued = (pick: number): string =>
    control.queue[pick % Math.max(1, control.queue.length)]?.messageId ?? 'none';
  switch (step.op) {
    case 'send':
      return decideSendMessage(
        state,
        step.who,
        {
          conversationId,
          clientRequestId,
          parts: text(`${n}`),
          finality: step.finality,
          ...(step.cas === undefined ? {} : { lastClosedSeq: step.cas }),
        },
        { newRunId: () => 'run', newMessageId: `m${n}` },
      );
    case 'start':
      return decideTakeTurn(
        control,
        { executionId: `e${n}`, agentId: step.who, fence: n, newMessageId: `m${n}` },
        policy,
      );
    case 'step':
      return decideExecutionMessage(control, step.stale ? 'stale' : executionId, {
        messageId: `m${n}`,
        parts: text(`${n}`),
        finality: step.finality,
      });
    case 'tool': {
      const toolCallId = step.id;
      if (step.type === 'tool_started') {
        return decideStartTool(state, {
          executionId,
          toolCallId,
          traits: { idempotent: true },
          approvalId: `a${n}`,
          now: n,
          approvalTtlMs: null,
          approvers: 'operators',
          readPolicy: () => null,
        });
      }
      const payload = { toolCallId, name: 'x', args: {}, output: 1 };
      return decideExecutionTrace(control, executionId, { type: step.type, payload });
    }
    case 'stop':
      return decideStop(control, 'ada', {
        conversationId,
        clientRequestId,
        turn: Math.max(1, step.late ? turn - 1 : turn),
        mode: step.mode,
      });
    case 'clear':
      return { events: control.openTurn ? clearTurnEvents(control, turn, step.reason) : [], result: null };
    case 'idle':
      return decideClearIdle(control, 0, Date.parse(control.updatedAt) - step.agoMs);
    case 'cancel':
      return decideCancelQueued(
        control,
        { participantId: step.who, operator: false },
        { conversationId, clientRequestId, messageId: queued(step.pick) },
      );
    case 'edit':
      return decideEditQueued(
        control,
        { participantId: step.who, operator: false },
        { conversationId, clientRequestId, messageId: queued(step.pick), parts: text('edited') },
      );
  }
}

/** The log that random steps lead to: rejected ones write nothing. */
function play(history: readonly Step[]): { log: ConversationEvent[]; states: ConversationState[] } {
  const log: ConversationEvent[] = [];
  const states = [emptyState('c1')];
  const append = (decision: Decision, causeOf: ControlState): void => {
    for (const draft of decision.events) {
      const event = {
        ...draft,
        conversationId: 'c1',
        seq: log.length + 1,
        ts: new Date(1_700_000_000_000 + log.length).toISOString(),
      } as ConversationEvent;
      log.push(event);
      states.push(foldEvent(states.at(-1) ?? emptyState('c1'), event));
    }
    expect(log.length).toBe(causeOf.seq + decision.events.length);
  };
  const start = states[0]?.control as ControlState;
  append(
    decideCreateConversation(
      start,
      'host',
      {
        clientRequestId: 'r0',
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: 'bob', kind: 'user', displayName: 'Bob' },
          { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
        ],
      },
      null,
    ),
    start,
  );
  history.forEach((step, index) => {
    const state = states.at(-1) as ConversationState;
    try {
      const decision = decide(state, step, index + 1);
      if (step.op === 'step') expect(step.stale, 'a stale execution wrote').toBe(false);
      append(decision, state.control);
    } catch (error) {
      if (!AgentChatError.isInstance(error)) throw error;
    }
  });
  return { log, states };
}

function forHistories(check: (log: ConversationEvent[], states: ConversationState[]) => void): void {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), (history) => {
      const { log, states } = play(history);
      check(log, states);
    }),
    { numRuns: RUNS },
  );
}

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
      expect(log.length).toBe(end + 1);
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

  it('has somebody due, or says that it waits or has ended', () => {
    forHistories((_, states) => {
      for (const { control } of states.slice(1)) {
        const guidance = guidanceOf(control, policy);
        if (control.ended) expect(guidance).toMatchObject({ kind: 'ended', nextParticipantId: null });
        else if (control.openTurn) {
          expect(guidance).toEqual({
            kind: 'continue_turn',
            nextParticipantId: control.openTurn.owner,
            turn: control.openTurn.turn,
          });
        } else {
          expect(control.participants.map((one) => one.participantId)).toContain(guidance.nextParticipantId);
          expect(guidance).toMatchObject({ kind: 'start_turn', turn: control.lastTurn + 1 });
        }
        const { lastClose } = control;
        if (control.openTurn === null && (lastClose?.by === 'restart' || lastClose?.by === 'lost')) {
          expect(guidance.nextParticipantId).toBe(lastClose.owner);
        }
      }
    });
  });

  it('folds to the same state in one go as event by event', () => {
    forHistories((log, states) => {
      expect(foldEvents(emptyState('c1'), log).control).toEqual(states.at(-1)?.control);
    });
  });
});
