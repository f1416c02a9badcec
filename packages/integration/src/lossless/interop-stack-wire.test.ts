import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, extras, free, ids, optional, orNull, words } from './carry.js';
import { openOperatorServer } from '../support/operator-server.js';
import { TEST_STORES, type TestStoreKind } from '../support/test-stores.js';
import { AGENT, MEMBER, OPERATOR, ROSTER, RUNS, eventsIn, ofType, throughCommands } from './commands.js';
import { scenarios } from './interop-stack.arbitrary.js';
import { scenarioFrom, scenarioToRecord } from './interop-stack.mapping.js';

type Fields = Readonly<Record<string, unknown>>;

const said = words.filter((text) => text.trim() !== '');
const agentFields = fc
  .tuple(
    extras,
    fc.record({
      id: ids.filter((id) => id !== 'system'),
      kind: fc.constantFrom('internal', 'external'),
      config: free,
    }),
  )
  .map(([extra, fields]) => ({ ...extra, ...fields }));
const metadata = fc
  .tuple(
    extras,
    fc.record({
      title: optional(words),
      scenarioId: orNull(ids),
      agents: fc.uniqueArray(agentFields, { selector: ({ id }) => id, minLength: 1, maxLength: 3 }),
      custom: optional(fc.tuple(extras, fc.boolean()).map(([extra, autoRun]) => ({ ...extra, autoRun }))),
    }),
  )
  .map(([extra, fields]) => ({ ...extra, ...fields }));

const text = (said: string) => [{ type: 'text' as const, partId: 'text', text: said }];

describe('the wire of a stack of conversing agents', { timeout: 120_000 }, () => {
  it('has its metadata back from a command: what is free of an agent is in its config, of a conversation in custom', async () => {
    await fc.assert(
      fc.asyncProperty(metadata, async (foreign) => {
        const { title, scenarioId, agents, custom, ...further } = foreign;
        const participants = agents.map(({ id, kind, config, ...more }) => ({
          participantId: id,
          kind: 'agent' as const,
          displayName: id,
          hosting: kind,
          config: { config, more },
        }));
        await throughCommands(
          {},
          ({ as, command }) =>
            as(OPERATOR).call('createConversation', {
              ...command(),
              participants,
              ...(title === undefined ? {} : { title }),
              ...(scenarioId === null ? {} : { scenarioId }),
              // `autoRun` is read; everything else of `custom` is the host's own.
              custom: { ...(custom ?? {}), further, has: custom !== undefined },
            }),
          ({ record, metadata: found }) => {
            const { further: rest, has, ...own } = found.custom as Fields;
            const back = {
              ...(rest as Fields),
              ...(record.title === null ? {} : { title: record.title }),
              scenarioId: found.scenarioId ?? null,
              agents: record.participants.map(({ participantId, hosting, config }) => {
                const { config: theirs, more } = config as Fields;
                return { ...(more as Fields), id: participantId, kind: hosting, config: theirs };
              }),
              ...(has === true ? { custom: own } : {}),
            };
            expect(back).toEqual(JSON.parse(JSON.stringify(foreign)));
          },
        );
      }),
      RUNS,
    );
  });

  it('keys a command by conversation, agent and request id', async () => {
    await fc.assert(
      fc.asyncProperty(ids, said, async (clientRequestId, words) => {
        const params = { conversationId: CONVERSATION_ID, clientRequestId, parts: text(words) };
        await throughCommands(
          {},
          async ({ as, command }) => {
            await as(MEMBER).call('createConversation', { ...command(), participants: ROSTER });
            const first = await as(MEMBER).call('sendMessage', params);
            const other = await as(AGENT).call('sendMessage', params);
            expect(await as(MEMBER).call('sendMessage', params)).toEqual(first);
            expect(await as(AGENT).call('sendMessage', params)).toEqual(other);
            return [first, other];
          },
          ({ events }, [first, other]) => {
            const back = ofType(events, 'message').map((one) => ({
              seq: one.seq,
              key: {
                conversation: one.conversationId,
                agentId: one.author,
                clientRequestId: one.clientRequestId,
              },
            }));
            const key = { conversation: CONVERSATION_ID, clientRequestId };
            expect(back).toEqual([
              { seq: first?.seq, key: { ...key, agentId: 'user' } },
              { seq: other?.seq, key: { ...key, agentId: 'agent' } },
            ]);
          },
        );
      }),
      RUNS,
    );
  });

  it('has what an oracle answered back: its reasoning for its author, its output for everyone', async () => {
    const answer = fc.record({ tool: ids, params: free, reasoning: words, output: free });
    await fc.assert(
      fc.asyncProperty(answer, async (foreign) => {
        await throughCommands(
          {},
          async ({ as, command }) => {
            const agent = as(AGENT);
            await as(MEMBER).call('createConversation', { ...command(), participants: ROSTER });
            const { tool: name, params: args, reasoning, output } = foreign;
            const call = { toolCallId: 't', name, args };
            await agent.call('sendTrace', { ...command(), type: 'tool_call', payload: call });
            const thought = { type: 'thought' as const, payload: { text: reasoning } };
            await agent.call('sendTrace', {
              ...command(),
              ...thought,
              audience: ['agent'],
            });
            const started = { toolCallId: 't', argsHash: 'h', attempt: 1 };
            await agent.call('sendTrace', { ...command(), type: 'tool_started', payload: started });
            const result = { toolCallId: 't', output };
            await agent.call('sendTrace', { ...command(), type: 'tool_result', payload: result });
            // Who is not its author is not told.
            const { events } = await as(MEMBER).call('getEvents', { conversationId: CONVERSATION_ID });
            expect(events.map(({ type }) => type)).not.toContain('thought');
          },
          ({ events }) => {
            const [call] = ofType(events, 'tool_call');
            const [thought] = ofType(events, 'thought');
            const [result] = ofType(events, 'tool_result');
            expect({
              tool: call?.payload.name,
              params: call?.payload.args,
              reasoning: thought?.payload.text,
              output: result?.payload.output,
            }).toEqual(foreign);
          },
        );
      }),
      RUNS,
    );
  });

  it('has its preconditions, its restart of a turn, its filters and its guidance', async () => {
    await throughCommands(
      {},
      async ({ as, command }) => {
        await as(MEMBER).call('createConversation', { ...command(), participants: ROSTER });
        const opening = { ...command(), parts: text('Go'), lastClosedSeq: 0 };
        const { seq } = await as(MEMBER).call('sendMessage', opening);
        const late = { ...command(), parts: text('Late'), lastClosedSeq: 0 };
        await expect(as(MEMBER).call('sendMessage', late)).rejects.toMatchObject({ code: 'CasConflict' });
        const thought = { type: 'thought' as const, payload: { text: 'Half of it.' } };
        await as(AGENT).call('sendTrace', { ...command(), ...thought, lastClosedSeq: seq });
        await as(AGENT).call('clearTurn', { ...command(), turn: 2 });
        return seq;
      },
      async ({ events, frames }, sinceSeq) => {
        expect(ofType(events, 'turn_cleared').map(({ payload }) => payload)).toEqual([
          { turn: 2, reason: 'restart' },
        ]);
        const filters = { types: ['message', 'thought'], agents: ['agent'] };
        const later = eventsIn(await frames({ cursor: String(sinceSeq), filters }));
        expect(later.map(({ type, author }) => [type, author])).toEqual([['thought', 'agent']]);
        const guidance = (await frames({ includeGuidance: true })).find(({ kind }) => kind === 'guidance');
        expect(guidance?.data).toMatchObject({ kind: 'start_turn', turn: 3 });
        const { nextParticipantId: nextAgentId } = guidance?.data as { nextParticipantId: string };
        expect({ nextAgentId }).toEqual({ nextAgentId: 'agent' });
        // It is computed for whoever listens, and is in no log.
        expect(events.map(({ type }) => type)).not.toContain('guidance');
      },
    );
  });

  it('has its scenarios back from POST and PUT, one by one and listed, until they are deleted', async () => {
    const opened = await openOperatorServer(
      TEST_STORES.find(({ name }) => name === 'SQLite') as TestStoreKind,
    );
    const [node, other] = [opened.node(), opened.node()];
    let runs = 0;
    try {
      await fc.assert(
        fc.asyncProperty(scenarios, scenarios, async (foreign, { id: _, ...changed }) => {
          const tenant = `run-${++runs}`;
          const read = async () => {
            const { scenario } = await other.call('getScenario', { scenarioId: foreign.id }, tenant);
            return scenarioFrom(scenario);
          };
          const listed = async () =>
            (await other.call('listScenarios', {}, tenant)).scenarios.map(({ scenarioId }) => scenarioId);
          const scenario = scenarioToRecord(foreign);
          await node.call('createScenario', { clientRequestId: 'post', scenario }, tenant);
          expect(await read()).toEqual(foreign);
          expect(await listed()).toEqual([foreign.id]);
          const next = { ...changed, id: foreign.id };
          const put = { scenarioId: foreign.id, scenario: scenarioToRecord(next) };
          await node.call('updateScenario', put, tenant);
          expect(await read()).toEqual(next);
          await node.call('deleteScenario', { scenarioId: foreign.id }, tenant);
          expect(await listed()).toEqual([]);
        }),
        RUNS,
      );
    } finally {
      await opened.close();
    }
  });
});
