import { startAgents, type StartAgentsOptions } from '@agent-chat/agents/remote';
import {
  type AgentRunner,
  createAttachments,
  createMemoryFileStore,
  createMemoryRecordStore,
  randomIds,
} from '@agent-chat/core';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, ids, optional, words } from './carry.js';
import {
  AGENT,
  type Commanded,
  createSetClock,
  MEMBER,
  ofType,
  ROSTER,
  RUNS,
  throughCommands,
} from './commands.js';

/** How agents of a stack are started. */
interface Start {
  readonly conversationId: string;
  /** In the server's process, or over a socket: what reaches the conversation. */
  readonly transport: ConversationApi;
  /** Which model answers, as this stands for a manager of providers. */
  readonly providerManager: { readonly model: string };
  readonly turnRecoveryMode: 'restart' | 'resume';
}

/** A manager of providers is the runner's own: it is made with one. */
function optionsOf({
  conversationId,
  transport,
  providerManager,
  turnRecoveryMode,
}: Start): StartAgentsOptions {
  const agent: AgentRunner = {
    async *run() {
      yield { type: 'message', parts: [{ type: 'text', text: providerManager.model }], finality: 'turn' };
    },
  };
  return { conversationId, transport, agents: { agent }, turnRecoveryMode };
}

/** A turn whose tool has started, and whose runner has gone. */
async function leaveTurn({ as, command }: Commanded): Promise<void> {
  await as(MEMBER).call('createConversation', { ...command(), participants: ROSTER });
  const parts = [{ type: 'text' as const, partId: 'p', text: 'Book it.' }];
  await as(MEMBER).call('sendMessage', { ...command(), parts });
  const agent = as(AGENT);
  const { executionId, fence } = await agent.call('startExecution', {
    conversationId: CONVERSATION_ID,
    agentId: 'agent',
  });
  const call = { toolCallId: 't', name: 'book', args: {} };
  const held = { executionId, fence };
  await agent.call('sendTrace', { ...command(), ...held, type: 'tool_call', payload: call });
  await agent.call('startTool', { ...command(), ...held, toolCallId: 't' });
  await agent.call('endExecution', { conversationId: CONVERSATION_ID, ...held, reason: 'released' });
}

async function closedTurn(api: ConversationApi, turn: number): Promise<void> {
  for await (const { kind, data } of api.subscribe({ conversationId: CONVERSATION_ID, cursor: '0' })) {
    if (kind === 'event' && data.turn === turn && data.finality !== 'none') return;
  }
}

describe('agents of a stack', { timeout: 120_000 }, () => {
  it('are started with a conversation, a transport, their models and a mode of recovery', async () => {
    const start = fc.record({
      model: words.filter((text) => text.trim() !== ''),
      turnRecoveryMode: fc.constantFrom('restart' as const, 'resume' as const),
    });
    await fc.assert(
      fc.asyncProperty(start, async ({ model, turnRecoveryMode }) => {
        const isRestart = turnRecoveryMode === 'restart';
        await throughCommands(
          {},
          async (process) => {
            await leaveTurn(process);
            const transport = process.as(AGENT);
            const started = startAgents(
              optionsOf({
                conversationId: CONVERSATION_ID,
                transport,
                providerManager: { model },
                turnRecoveryMode,
              }),
            );
            await closedTurn(process.as(MEMBER), isRestart ? 3 : 2);
            await started.stop();
          },
          ({ events }) => {
            const [, answer] = ofType(events, 'message');
            expect(answer?.payload.parts).toMatchObject([{ type: 'text', text: model }]);
            const cleared = isRestart ? [{ turn: 2, reason: 'restart' }] : [];
            expect(ofType(events, 'turn_cleared').map(({ payload }) => payload)).toEqual(cleared);
          },
        );
      }),
      RUNS,
    );
  });

  it('have the files of a message by id and by document, their metadata apart from their bytes', async () => {
    const file = fc.record({
      docId: optional(ids),
      name: fc.stringMatching(/^[a-z]{1,12}\.md$/),
      summary: optional(words),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(
        file,
        words.filter((text) => text.trim() !== ''),
        async (drawn, text) => {
          const { docId, summary, name, bytes } = drawn;
          const own = {
            ...(docId === undefined ? {} : { docId }),
            ...(summary === undefined ? {} : { summary }),
          };
          const attachments = createAttachments({
            files: createMemoryFileStore(),
            records: createMemoryRecordStore(),
            clock: createSetClock(),
            ids: randomIds(),
          });
          await throughCommands(
            { attachments },
            async ({ as, command }) => {
              await as(MEMBER).call('createConversation', { ...command(), participants: ROSTER });
              const on = { tenant: 'default', conversationId: CONVERSATION_ID, createdBy: 'agent' };
              const put = await attachments.put({ ...on, ...own, name, contentType: 'text/markdown', bytes });
              const { attachmentId, contentType } = put;
              const part = { type: 'attachment' as const, partId: 'a', attachmentId, name, contentType };
              const said = { type: 'text' as const, partId: 'text', text };
              await as(AGENT).call('sendMessage', { ...command(), parts: [said, part] });
              return put;
            },
            async ({ events }, put) => {
              const [message] = ofType(events, 'message');
              const [, part] = message?.payload.parts ?? [];
              // The event has what is known of it, and none of the bytes.
              const { attachmentId, ...rest } = part as { attachmentId: string } & Record<string, unknown>;
              expect(rest).toMatchObject({ ...own, docId: put.docId, name, contentType: 'text/markdown' });
              const by = { tenant: 'default', attachmentId };
              const { content, get, getByDocId } = attachments;
              expect(await get(by)).toEqual(put);
              const document = { tenant: 'default', conversationId: CONVERSATION_ID, docId: put.docId };
              expect(await getByDocId(document)).toEqual(put);
              const found = await content(by);
              expect([found.record.contentType, [...found.bytes]]).toEqual(['text/markdown', [...bytes]]);
            },
          );
        },
      ),
      RUNS,
    );
  });
});
