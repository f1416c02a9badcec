import { sseTransport } from '@agent-chat/client';
import {
  AUTOPILOT_LEVELS,
  type Caller,
  type Finality,
  type MessagePayload,
  type MethodParams,
} from '@agent-chat/protocol';
import { delayMs, encodeSseRetry } from '@agent-chat/protocol/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consoleCardToCard, MICRO } from './campaign-cards.mapping.js';
import { button, message, runStatus, step } from './campaign-console.arbitrary.js';
import { type ConsoleMessage, customOfRun, messageToEvent, stepToEvent } from './campaign-console.mapping.js';
import {
  actionFrom,
  actionToCommand,
  type ConsoleEventRow,
  type ConsoleSend,
  eventRowFrom,
  eventRowToCommand,
  runRowFrom,
  sendFrom,
  sendToCommand,
  type StreamItem,
  streamItemFrom,
  threadFrom,
  threadToCommand,
} from './campaign-console-wire.mapping.js';
import {
  CONVERSATION_ID,
  dense,
  extras,
  free,
  ids,
  instants,
  optional,
  orNull,
  withExtras,
  words,
} from './carry.js';
import {
  AGENT,
  type Commanded,
  MEMBER,
  OPERATOR,
  ROSTER,
  RUNS,
  createSetClock,
  eventsIn,
  ofType,
  throughCommands,
} from './commands.js';

/** Text that a message may consist of. */
const said = words.filter((text) => text.trim() !== '');
/** Money, to four decimals. */
const usd = fc.nat(100_000_000).map((n) => n / 10_000);

/** Whether a message holds anything that a command takes: a text that is blank is none. */
const isSaid = ({ text, card, event }: ConsoleMessage): boolean =>
  text === undefined ? card !== undefined || event !== undefined : text.trim() !== '';

const create = ({ as, command }: Commanded, more: object = {}) =>
  as(MEMBER).call('createConversation', { ...command(), participants: ROSTER, ...more });
const say = ({ as, command }: Commanded, text: string, more: Partial<MethodParams<'sendMessage'>> = {}) =>
  as(MEMBER).call('sendMessage', { ...command(), parts: [{ type: 'text', partId: 'p', text }], ...more });

describe('the commands of a campaign console', { timeout: 120_000 }, () => {
  it('a send has its run, its level, its budget a day and its free options back', async () => {
    const send = fc
      .record({
        threadId: fc.constant(CONVERSATION_ID),
        text: said,
        options: optional(
          fc
            .tuple(
              extras,
              fc.record({ autopilot: optional(fc.constantFrom(...AUTOPILOT_LEVELS)), budget: optional(usd) }),
            )
            .map(([extra, fields]) => ({ ...extra, ...fields })),
        ),
      })
      .map((one) => dense(one) as ConsoleSend);
    await fc.assert(
      fc.asyncProperty(send, async (foreign) => {
        await throughCommands(
          {},
          async (process) => {
            await create(process);
            return process
              .as(MEMBER)
              .call('sendMessage', { ...process.command(), ...sendToCommand(foreign) });
          },
          ({ events }, { runId }) => {
            const [message] = ofType(events, 'message');
            expect(message?.runId).toBe(runId);
            expect(sendFrom(message!, events)).toEqual(foreign);
          },
        );
      }),
      RUNS,
    );
  });

  it('a press of a button has its thread, its id and its payload back', async () => {
    const pressed = fc.tuple(button, optional(free)).map(([one, payload]) => ({
      one,
      action: dense({ threadId: CONVERSATION_ID, actionId: one.id, payload }),
    }));
    await fc.assert(
      fc.asyncProperty(pressed, async ({ one, action }) => {
        await throughCommands(
          {},
          async (process) => {
            await create(process);
            await say(process, 'Go');
            const card = consoleCardToCard({ type: 'escalation', actions: [dense(one) as never] });
            const parts = [{ type: 'card' as const, partId: 'card', card }];
            const { as, command } = process;
            const { messageId } = await as(AGENT).call('sendMessage', { ...command(), parts });
            const params = actionToCommand(action, messageId);
            await as(MEMBER).call('invokeAction', { ...command(), ...params });
          },
          ({ events }) => {
            expect(ofType(events, 'action_invoked').map(actionFrom)).toEqual([action]);
          },
        );
      }),
      RUNS,
    );
  });

  it('a thread and each of its runs are streams of messages and events, in order', async () => {
    const item = fc.oneof(
      message.filter(isSaid).map((one) => ({ kind: 'message' as const, message: one })),
      step.map(({ ts: _now, ...event }) => ({ kind: 'event' as const, event })),
    );
    const now = '2026-03-04T05:06:07.000Z';
    const runs = fc.array(fc.array(item, { maxLength: 4 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(runs, async (drawn) => {
        const clock = createSetClock();
        clock.set(now);
        await throughCommands(
          { clock },
          async (process) => {
            await create(process);
            const { as, command } = process;
            const sent: { runId: string; items: StreamItem[] }[] = [];
            for (const [index, items] of drawn.entries()) {
              const { runId } = await as(MEMBER).call('changeRun', command());
              const stream: StreamItem[] = [];
              const send = async (caller: Caller, one: ConsoleMessage, finality: Finality): Promise<void> => {
                const { parts } = messageToEvent(one, 1).payload as MessagePayload;
                const { messageId: id } = await as(caller).call('sendMessage', {
                  ...command(),
                  parts,
                  finality,
                });
                stream.push({ kind: 'message', message: { ...one, id, createdAt: now } });
              };
              const base = { id: '', threadId: CONVERSATION_ID, createdAt: now };
              await send(MEMBER, { ...base, role: 'user', text: `Run ${index}` }, 'turn');
              for (const one of items) {
                if (one.kind === 'message') {
                  await send(AGENT, { ...one.message, role: 'assistant' }, 'none');
                  continue;
                }
                const { payload } = stepToEvent({ ts: now, ...one.event }, 1);
                await as(AGENT).call('sendTrace', { ...command(), type: 'step', payload });
                stream.push({ kind: 'event', event: { ts: now, ...one.event } });
              }
              // An agent's turn is closed by its last message.
              await send(AGENT, { ...base, role: 'assistant', text: 'Done.' }, 'turn');
              sent.push({ runId, items: stream });
            }
            return sent;
          },
          async ({ frames }, sent) => {
            const items = async (params: Parameters<typeof frames>[0]): Promise<(StreamItem | null)[]> =>
              eventsIn(await frames(params))
                .map(streamItemFrom)
                .filter((one) => one !== null);
            expect(await items({})).toEqual(sent.flatMap((run) => run.items));
            for (const { runId, items: own } of sent)
              expect(await items({ filters: { runId } })).toEqual(own);
          },
        );
      }),
      RUNS,
    );
  });

  it('has its delays and its cookies: a hint of 1.5 s, 1 s doubled up to 15 s', async () => {
    expect(encodeSseRetry(1_500)).toBe('retry: 1500\n\n');
    const backoff = { baseMs: 1_000, maxMs: 15_000 };
    const longest = [1, 2, 3, 4, 5, 6].map((attempt) => delayMs(backoff, attempt, 0, 1));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    const asked: (RequestInit | undefined)[] = [];
    const transport = sseTransport({
      url: 'http://console.example',
      credentials: 'include',
      fetch: async (_url, init) => {
        asked.push(init);
        return new Response('', { status: 503 });
      },
    });
    const frames = transport.subscribe({ conversationId: CONVERSATION_ID });
    await expect(frames[Symbol.asyncIterator]().next()).rejects.toMatchObject({ retryable: true });
    expect(asked).toMatchObject([{ credentials: 'include' }]);
  });
});

describe('the rows of a campaign console', { timeout: 120_000 }, () => {
  it('a thread has its title, its moment and its maker back', async () => {
    const edge = (length: number) =>
      fc.string({ minLength: length, maxLength: length, unit: 'grapheme-ascii' });
    const thread = withExtras(
      fc.record({
        id: fc.constant(CONVERSATION_ID),
        title: fc.oneof(words, edge(255), edge(256)),
        created_at: instants,
        created_by: ids.filter((id) => id !== 'system'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(thread, async (foreign) => {
        const clock = createSetClock();
        clock.set(foreign.created_at);
        await throughCommands(
          { clock },
          ({ as, command }) =>
            as({ ...MEMBER, kind: 'member', participantId: foreign.created_by }).call('createConversation', {
              ...command(),
              ...threadToCommand(foreign),
            }),
          ({ record, events }) => expect(threadFrom(record, events[0])).toEqual(foreign),
        );
      }),
      RUNS,
    );
  });

  it('a run has its moments, level, budget and campaign back, and outlives a turn', async () => {
    const run = withExtras(
      fc.record({
        campaign_id: orNull(ids),
        status: runStatus,
        budget_usd: orNull(usd),
        autopilot_level: orNull(fc.constantFrom(...AUTOPILOT_LEVELS)),
        moments: fc
          .tuple(instants, instants)
          .map(([a, b]) => (a < b ? { created_at: a, updated_at: b } : { created_at: b, updated_at: a })),
      }),
    );
    await fc.assert(
      fc.asyncProperty(run, async ({ moments: { created_at, updated_at }, ...fields }) => {
        const clock = createSetClock();
        clock.set(created_at);
        const { campaign_id, budget_usd, autopilot_level } = fields;
        const { status, custom } = customOfRun(fields);
        await throughCommands(
          { clock },
          async (process) => {
            await create(process);
            const { as, command } = process;
            const member = as(MEMBER);
            const opened = campaign_id === null ? {} : { campaignId: campaign_id };
            const { runId } = await member.call('changeRun', { ...command(), ...opened });
            const parts = [{ type: 'text' as const, partId: 'p', text: 'Turn' }];
            const first = await say(process, 'One');
            await as(AGENT).call('sendMessage', { ...command(), parts });
            const second = await say(process, 'Two');
            expect([first.runId, second.runId]).toEqual([runId, runId]);
            clock.set(updated_at);
            if (autopilot_level !== null) {
              await member.call('setAutopilot', { ...command(), level: autopilot_level, runId });
            }
            if (budget_usd !== null) {
              const scope = { kind: 'run' as const, id: runId };
              const limit = Math.round(budget_usd * MICRO);
              const budget = { meter: 'money', scope, window: 'day' as const, limit };
              await member.call('setBudget', { ...command(), budget });
            }
            // The newest event of a run is when it was last changed.
            await member.call('changeRun', { ...command(), runId, status, title: 'Run', custom });
            return runId;
          },
          ({ state }, runId) => {
            expect(runRowFrom(CONVERSATION_ID, state.timeline.runs.get(runId)!)).toEqual({
              ...fields,
              id: runId,
              thread_id: CONVERSATION_ID,
              created_at,
              updated_at,
            });
          },
        );
      }),
      RUNS,
    );
  });

  it('an event has its id, its run and its payload back, nulls included', async () => {
    const row = withExtras(
      fc.record({
        id: ids,
        ts: instants,
        node: words,
        status: fc.constantFrom<ConsoleEventRow['status']>('start', 'ok', 'retry', 'error'),
        latency_ms: orNull(fc.nat()),
        cost_usd: orNull(usd),
        payload_json: free,
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (drawn) => {
        const rows = drawn.sort((a, b) => (a.ts < b.ts ? -1 : 1));
        const clock = createSetClock();
        clock.set(rows[0]!.ts);
        await throughCommands(
          { clock },
          async (process) => {
            await create(process);
            const { runId } = await say(process, 'Go');
            for (const one of rows) {
              clock.set(one.ts);
              const params = eventRowToCommand({ ...one, run_id: runId! }, CONVERSATION_ID);
              await process.as(AGENT).call('sendTrace', { ...process.command(), ...params });
            }
            return runId!;
          },
          ({ events }, run_id) =>
            expect(ofType(events, 'step').map(eventRowFrom)).toEqual(rows.map((one) => ({ ...one, run_id }))),
        );
      }),
      RUNS,
    );
  });

  it('a policy has its id, each of its versions, its text and its moment back', async () => {
    const yaml = fc.stringMatching(/^[a-z ]{0,20}$/).map((remark) => `rules: []\n# ${remark}\n`);
    const versions = fc.uniqueArray(fc.record({ yaml, created_at: instants }), {
      selector: (one) => one.yaml,
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(ids, versions, async (id, drawn) => {
        const rows = drawn
          .sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
          .map((one, index) => ({ ...one, id, version: index + 1 }));
        const clock = createSetClock();
        clock.set(rows[0]!.created_at);
        await throughCommands(
          { clock },
          async (process) => {
            await create(process);
            for (const { yaml: source, created_at, version } of rows) {
              clock.set(created_at);
              const params = { ...process.command(), policyId: id, source, baseVersion: version - 1 };
              await process.as(OPERATOR).call('setPolicy', params);
            }
          },
          ({ events }) => {
            const back = ofType(events, 'policy_changed').map(({ ts, payload }) => ({
              id: payload.policyId,
              version: payload.version,
              yaml: payload.source,
              created_at: ts,
            }));
            expect(back).toEqual(rows);
          },
        );
      }),
      RUNS,
    );
  });
});
