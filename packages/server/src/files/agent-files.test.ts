import type { AgentRunner, RunnerInput } from '@agent-chat/core';
import { AgentChatError, isMessageEvent } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { bearerToken } from '../methods/authenticator.js';
import { type FileServer, startFileServer } from '../test-support/file-server.js';
import type { Session } from '../test-support/test-server.js';

/** Says of each file that it is asked for what is in it, or why it cannot have it. */
function reader(asked: () => readonly string[], maxBytes?: number): AgentRunner {
  const contentOf = async ({ files }: RunnerInput, attachmentId: string): Promise<string> => {
    try {
      const file = await files?.read(attachmentId, maxBytes === undefined ? {} : { maxBytes });
      if (file === undefined) return 'no files';
      return `${file.name} ${file.contentType} ${new TextDecoder().decode(file.bytes)}`;
    } catch (error) {
      return AgentChatError.from(error).code;
    }
  };
  return {
    async *run(input) {
      const answers: string[] = [];
      for (const attachmentId of asked()) answers.push(await contentOf(input, attachmentId));
      yield { type: 'message', parts: [{ type: 'text', text: answers.join('\n') }], finality: 'turn' };
    },
  };
}

async function answersIn(server: FileServer, { conversationId, sessionToken: token }: Session) {
  const response = await server.call('GET', `/api/conversations/${conversationId}/events`, { token });
  const { events } = (await response.json()) as { events: Parameters<typeof isMessageEvent>[0][] };
  return events.flatMap((event) =>
    isMessageEvent(event) && event.author === 'echo'
      ? event.payload.parts.map((part) => ('text' in part ? part.text : ''))
      : [],
  );
}

describe('the agent of a turn', () => {
  it('reads the files that messages carry in its conversation, and no others', async () => {
    const asked: string[] = [];
    const server = await startFileServer({
      agent: reader(() => asked),
      files: {
        scanner: {
          scan: async ({ name }) => ({ verdict: name === 'held.txt' ? 'hold' : 'release' }),
        },
      },
    });
    const [session, stranger] = [await server.createSession(), await server.createSession()];
    const sent = await server.uploaded(session, { name: 'plan.txt', body: 'Grüße' });
    const held = await server.uploaded(session, { name: 'held.txt', body: 'perhaps' });
    const waiting = await server.uploaded(session, { name: 'draft.txt', body: 'not sent' });
    const foreign = await server.uploaded(stranger, { name: 'theirs.txt', body: 'secret' });
    await server.sendFiles(stranger, foreign.attachmentId);
    for (const { attachmentId } of [sent, held, waiting, foreign]) asked.push(attachmentId);
    asked.push('made-up', '../../etc/passwd');
    expect((await server.sendFiles(session, sent.attachmentId, held.attachmentId)).status).toBe(200);
    await expect
      .poll(() => answersIn(server, session), { timeout: 20_000 })
      .toEqual([
        [
          'plan.txt text/plain Grüße',
          'AttachmentHeld',
          'UnknownAttachment',
          'UnknownAttachment',
          'UnknownAttachment',
          'UnknownAttachment',
        ].join('\n'),
      ]);
  });

  it('is given nothing of a file that is larger than it asks for', async () => {
    const asked: string[] = [];
    const server = await startFileServer({ agent: reader(() => asked, 4) });
    const session = await server.createSession();
    const [small, large] = [
      await server.uploaded(session, { name: 'small.txt', body: 'four' }),
      await server.uploaded(session, { name: 'large.txt', body: 'fives' }),
    ];
    asked.push(small.attachmentId, large.attachmentId);
    await server.sendFiles(session, small.attachmentId, large.attachmentId);
    await expect
      .poll(() => answersIn(server, session), { timeout: 20_000 })
      .toEqual(['small.txt text/plain four\nPayloadTooLarge']);
  });
});

describe('a document', () => {
  it('gets its next version from whose it is, from agents and operators, and from nobody else', async () => {
    const server = await startFileServer({
      authenticate: async ({ headers }) => {
        const [kind = '', participantId = ''] = (bearerToken(headers) ?? '').split('-');
        const known = (['member', 'agent', 'operator'] as const).find((each) => each === kind);
        return known === undefined ? null : { kind: known, tenant: 'default', participantId };
      },
    });
    const created = await server.call('POST', '/api/conversations', {
      token: 'operator-op',
      body: {
        clientRequestId: 'r1',
        participants: [
          { participantId: 'ada', kind: 'user', displayName: 'Ada' },
          { participantId: 'bob', kind: 'user', displayName: 'Bob' },
          { participantId: 'echo', kind: 'agent', displayName: 'Echo' },
        ],
      },
    });
    const { conversationId } = (await created.json()) as { conversationId: string };
    const put = async (sessionToken: string, docId: string): Promise<number> => {
      const of = { conversationId, sessionToken } as Session;
      return (await server.upload(of, { body: sessionToken, query: { docId } })).status;
    };
    expect(await put('member-ada', 'plan')).toBe(201);
    expect(await put('agent-echo', 'report')).toBe(201);
    expect([await put('member-bob', 'plan'), await put('member-bob', 'report')]).toEqual([403, 403]);
    expect(await put('member-ada', 'plan')).toBe(201);
    expect([await put('agent-echo', 'plan'), await put('operator-op', 'report')]).toEqual([201, 201]);
    // It stays hers, whoever has written on.
    expect([await put('member-ada', 'plan'), await put('member-bob', 'plan')]).toEqual([201, 403]);
    const newest = await server.call('GET', `/api/conversations/${conversationId}/documents/plan/content`, {
      token: 'member-bob',
    });
    expect(await newest.text()).toBe('member-ada');
  });
});
