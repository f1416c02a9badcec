import { type AgentRunner, createOrchestrator, guidanceOf, type SchedulingPolicy } from '@agent-chat/core';
import {
  type Caller,
  type ControlState,
  type ConversationEvent,
  emptyState,
  foldEvents,
  type MessageEvent,
} from '@agent-chat/protocol';
import fc from 'fast-check';
import { expect } from 'vitest';
import { onEachStore } from './support/model/on-each-store.js';
import { macrotask } from './support/model/world.js';

const HOST: Caller = { kind: 'operator', tenant: 'default', participantId: 'host' };
/** What an agent does in one of its turns. `mute` never ends by itself. */
const MOODS = ['answers', 'fails', 'gives up', 'mute'] as const;
type Mood = (typeof MOODS)[number];

/** Two agents who talk to each other for as long as they may. */
const pingPong: SchedulingPolicy = {
  name: 'ping-pong',
  due: ({ lastClose }) => [lastClose?.owner === 'ping' ? 'pong' : 'ping'],
};

function moody(moods: readonly Mood[]): AgentRunner {
  return {
    async *run({ turn, signal }) {
      switch (moods[turn.turn % moods.length]) {
        case 'fails':
          throw new Error('The model is gone.');
        case 'gives up':
          return;
        case 'mute':
          yield { type: 'draft', kind: 'text', append: 'Hm' };
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          return;
        default:
          yield { type: 'message', parts: [{ type: 'text', text: 'And you?' }], finality: 'turn' };
      }
    },
  };
}

/** Whether the event closes a turn that is not going to be written again. */
function isTurnOfItsOwn({ type, finality, payload }: ConversationEvent): boolean {
  if (type !== 'turn_cleared') return finality === 'turn';
  return !['restart', 'lost'].includes((payload as { reason: string }).reason);
}

onEachStore(
  '12. maxTurns and the watchdog end every run of agents among themselves, whatever they do',
  async ({ store, clock, numRuns, nextConversationId }) => {
    const moods = fc.array(fc.constantFrom(...MOODS), { minLength: 1, maxLength: 6 });
    const limits = fc.record({
      maxTurns: fc.integer({ min: 1, max: 12 }),
      watchdogMs: fc.integer({ min: 1_000, max: 60_000 }),
    });
    await fc.assert(
      fc.asyncProperty(moods, limits, fc.integer({ min: 1, max: 100_000 }), async (drawn, limit, stepMs) => {
        const conversationId = nextConversationId();
        const orchestrator = createOrchestrator({
          store,
          clock,
          agents: { ping: moody(drawn), pong: moody(drawn) },
          schedulingPolicy: pingPong,
        });
        const logOf = async (): Promise<ConversationEvent[]> => {
          const stored = await store.events.read({ conversationId, tenant: 'default', limit: 10_000 });
          return stored.map(({ json }) => JSON.parse(json) as ConversationEvent);
        };
        const control = async (): Promise<ControlState> =>
          foldEvents(emptyState(conversationId), await logOf()).control;
        try {
          await orchestrator.as(HOST).call('createConversation', {
            conversationId,
            clientRequestId: 'create',
            ...limit,
            custom: { autoRun: true },
            participants: [
              { participantId: 'ping', kind: 'agent', displayName: 'Ping' },
              { participantId: 'pong', kind: 'agent', displayName: 'Pong' },
            ],
          });
          let elapsedMs = 0;
          // An agent who is mute past its lease is tried three times; a slow store needs some steps more.
          const enoughMs = 4 * limit.watchdogMs * (limit.maxTurns + 2) + 1_000 * stepMs;
          while (!(await control()).ended) {
            expect(elapsedMs).toBeLessThan(enoughMs);
            for (let turn = 0; turn < 8; turn++) await macrotask();
            clock.advance(stepMs);
            elapsedMs += stepMs;
          }
          const { openTurn, countedTurns, queue, approvals, ...ended } = await control();
          expect({ openTurn, queue, approvals }).toEqual({ openTurn: null, queue: [], approvals: [] });
          const log = await logOf();
          const turns = log.filter(isTurnOfItsOwn).length;
          expect(turns).toBeLessThanOrEqual(limit.maxTurns);
          const { outcome } = (log.at(-1) as MessageEvent).payload;
          if (outcome?.reason?.code === 'max_turns') expect(turns).toBe(limit.maxTurns);
          const guidance = guidanceOf({ openTurn, countedTurns, queue, approvals, ...ended }, pingPong);
          expect(guidance).toMatchObject({ kind: 'ended', nextParticipantId: null });
        } finally {
          await orchestrator.close();
        }
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  },
);
