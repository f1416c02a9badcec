import {
  type AgentRunner,
  createOrchestrator,
  type ScenarioSource,
  type SchedulingPolicy,
} from '@agent-chat/core';
import type { Caller, ConversationMethod, MethodParams } from '@agent-chat/protocol';
import fc from 'fast-check';
import { expect } from 'vitest';
import { onEachStore } from './support/model/on-each-store.js';
import { macrotask } from './support/model/world.js';

// Two agents with knowledge of their own: `bot` runs elsewhere and writes by the contract, `cat` runs in
// the process. Whatever they log for themselves must reach neither the other nor anybody else.

const TENANT = { tenant: 'default' } as const;
const ADA: Caller = { ...TENANT, kind: 'member', participantId: 'ada' };
const BOT: Caller = { ...TENANT, kind: 'agent', participantId: 'bot' };
const CAT: Caller = { ...TENANT, kind: 'agent', participantId: 'cat' };
const OPERATOR: Caller = { ...TENANT, kind: 'operator', participantId: 'op' };

const botKnows = (text: string): string => `BOT KNOWS ${text}`;
const SECRETS = { bot: 'BOT KNOWS', cat: 'CAT KNOWS', operators: 'OPERATORS KNOW' } as const;

/** First the one agent, then the other, then a person. */
const inOrder: SchedulingPolicy = {
  name: 'in-order',
  due: ({ lastClose }) => {
    const next = { ada: 'bot', bot: 'cat', cat: 'ada' }[lastClose?.owner ?? 'cat'];
    return next === undefined ? [] : [next];
  },
};

/** Each role has a knowledge base of its own; operators see all. */
const scenarios: ScenarioSource = {
  async viewOf(_tenant, _scenarioId, { participantId, operator }) {
    const roles = [
      { agentId: 'bot', knowledgeBase: botKnows('the price') },
      { agentId: 'cat', knowledgeBase: `${SECRETS.cat} the budget` },
    ];
    return {
      background: 'A shop.',
      roles: roles.map((role) =>
        operator || role.agentId === participantId ? role : { agentId: role.agentId },
      ),
    };
  },
};

const act = fc.record({ do: fc.constantFrom('say', 'thought', 'tool', 'note', 'usage', 'draft', 'close') });

onEachStore(
  '14. a private knowledge base reaches no other participant’s prompt, stream, page, snapshot or hydration',
  async ({ store, clock, numRuns, nextConversationId }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30, size: 'max' }), async (acts) => {
        const conversationId = nextConversationId();
        const prompts: string[] = [];
        const cat: AgentRunner = {
          async *run({ events }) {
            prompts.push(JSON.stringify(events));
            yield { type: 'usage', model: SECRETS.cat, inputTokens: 1, outputTokens: 1, latencyMs: 1 };
            yield { type: 'message', parts: [{ type: 'text', text: 'Miaow.' }], finality: 'turn' };
          },
        };
        const orchestrator = createOrchestrator({
          store,
          clock,
          agents: { cat },
          schedulingPolicy: inOrder,
          scenarios,
        });
        const call = (caller: Caller, method: ConversationMethod, params: object): Promise<unknown> =>
          orchestrator.as(caller).call(method, { conversationId, ...params });
        const reading = new AbortController();
        try {
          await call(OPERATOR, 'createConversation', {
            clientRequestId: 'create',
            scenarioId: 'shop',
            participants: [
              { participantId: 'ada', kind: 'user', displayName: 'Ada' },
              { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
              { participantId: 'cat', kind: 'agent', displayName: 'Cat' },
            ],
          });
          const observer: Caller = { ...TENANT, kind: 'observer', conversationId };
          const viewers = { ada: ADA, bot: BOT, cat: CAT, observer, operator: OPERATOR };
          const seen = Object.fromEntries(Object.keys(viewers).map((name) => [name, ['']])) as Record<
            keyof typeof viewers,
            string[]
          >;
          const watch = async (name: keyof typeof viewers, params: object): Promise<void> => {
            const options = { signal: reading.signal };
            const frames = orchestrator
              .as(viewers[name])
              .subscribe({ conversationId, includeGuidance: true, ...params }, options);
            for await (const frame of frames) seen[name].push(JSON.stringify(frame));
          };
          const watching = (Object.keys(viewers) as (keyof typeof viewers)[]).map((name) =>
            watch(name, { cursor: '0' }),
          );

          let held: { executionId: string; fence: number } | null = null;
          let logged = 0;
          for (const [index, { do: what }] of acts.entries()) {
            const command = { clientRequestId: `act ${index}` };
            const text = botKnows(`${index}`);
            if (what === 'say' && held === null) {
              const parts = [{ type: 'text', partId: 'p1', text: 'Well?' }];
              await call(ADA, 'sendMessage', { ...command, parts });
              held = (await call(BOT, 'startExecution', { agentId: 'bot' })) as typeof held;
            } else if (what === 'note') {
              await call(OPERATOR, 'addNote', { ...command, text: SECRETS.operators, audience: 'operators' });
            } else if (held !== null) {
              const { executionId, fence } = held;
              const trace = { ...command, executionId, fence };
              if (what === 'close') {
                const parts = [{ type: 'text', partId: 'p1', text: 'Thank you.' }];
                await call(BOT, 'sendMessage', { ...trace, parts });
                held = null;
                // The other agent answers.
                for (let turn = 0; turn < 200 && !(await isAdasTurn()); turn++) await macrotask();
              } else if (what === 'draft') {
                const draft = { kind: 'text', messageId: `d${index}`, partId: 'p1', offset: 0, text: 'Hm' };
                await call(BOT, 'appendDraft', { executionId, fence, ...draft });
              } else if (what === 'usage') {
                const payload = { model: text, inputTokens: 1, outputTokens: 1, latencyMs: 1 };
                await call(BOT, 'sendTrace', { ...trace, type: 'usage', payload });
              } else {
                const payload =
                  what === 'tool' ? { toolCallId: `t${index}`, name: 'look_up', args: { text } } : { text };
                const type = what === 'tool' ? 'tool_call' : 'thought';
                await call(BOT, 'sendTrace', { ...trace, type, payload, audience: ['bot'] });
                logged += 1;
              }
            }
          }
          async function isAdasTurn(): Promise<boolean> {
            const frames = orchestrator.as(OPERATOR).subscribe({ conversationId, includeGuidance: true });
            for await (const frame of frames) {
              if (frame.kind === 'guidance') return frame.data.nextParticipantId === 'ada';
            }
            return false;
          }

          for (const name of Object.keys(viewers) as (keyof typeof viewers)[]) {
            const page: MethodParams<'getEvents'> = { conversationId, limit: 1_000 };
            seen[name].push(JSON.stringify(await call(viewers[name], 'getEvents', page)));
            seen[name].push(
              JSON.stringify(await call(viewers[name], 'getEvents', { ...page, beforeSeq: 1_000 })),
            );
            seen[name].push(JSON.stringify(await call(viewers[name], 'getHydratedConversation', {})));
            seen[name].push(JSON.stringify(await call(viewers[name], 'getConversation', {})));
            for await (const frame of orchestrator.as(viewers[name]).subscribe({ conversationId })) {
              seen[name].push(JSON.stringify(frame));
              if (frame.kind === 'caught_up') break;
            }
          }
          for (let turn = 0; turn < 20; turn++) await macrotask();
          reading.abort();
          await Promise.all(watching);

          const told = (name: keyof typeof viewers): string => seen[name].join('\n');
          for (const prompt of prompts) expect(prompt).not.toMatch(/BOT KNOWS|OPERATORS KNOW/);
          for (const name of ['ada', 'observer'] as const) {
            expect(told(name)).not.toMatch(/BOT KNOWS|CAT KNOWS|OPERATORS KNOW/);
          }
          expect(told('cat')).not.toMatch(/BOT KNOWS/);
          expect(told('bot')).not.toMatch(/CAT KNOWS/);
          // And whose they are sees them.
          expect(told('bot')).toContain(botKnows('the price'));
          expect(told('operator').split(SECRETS.bot).length > logged).toBe(true);
        } finally {
          reading.abort();
          await orchestrator.close();
        }
      }),
      { numRuns },
    );
  },
);
