import { createChatClient } from '@agent-chat/client';
import { startFaultProxy } from '@agent-chat/client/test-support';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Asked, watched } from './support/cuts/asked.js';
import { startProofServer } from './support/cuts/proof-server.js';
import { createPuppets } from './support/cuts/puppet-agent.js';
import { until } from './support/cuts/recorded-run.js';
import { TRANSPORTS, transportOn } from './support/cuts/ways.js';

describe.each(TRANSPORTS)('over %s', (transport) => {
  it('a message that is longer than the server takes is refused for good, and holds up none after it', async () => {
    const server = await startProofServer(createPuppets().agent);
    onTestFinished(() => server.close());
    const client = createChatClient({
      transport: transportOn(transport, server.url, server.url),
      conversationId: await server.create(),
      backoff: { baseMs: 5, maxMs: 20 },
    });
    onTestFinished(() => client.close());
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    const tooLong = client.sendMessage({ text: 'é'.repeat(200_000) });
    await expect(tooLong).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    await client.sendMessage({ text: 'Short' });
    await expect.poll(() => client.getState().connection.status).toBe('live');
  });

  it('every further reconnect resumes as well as the first: from where it was, in the middle of a text', async () => {
    const puppets = createPuppets();
    const server = await startProofServer(puppets.agent);
    const proxy = await startFaultProxy(server.port);
    onTestFinished(async () => {
      await proxy.close();
      await server.close();
    });
    const conversationId = await server.create();
    const asked: Asked[] = [];
    const client = createChatClient({
      transport: watched(transportOn(transport, proxy.url, server.url), asked),
      conversationId,
      backoff: { baseMs: 5, maxMs: 20 },
    });
    onTestFinished(() => client.close());
    client.connect();
    await until(client, ({ connection }) => connection.status === 'live');
    await client.sendMessage({ text: 'Write' });
    await expect.poll(() => puppets.isRunning(conversationId)).toBe(true);

    let draftId = '';
    for (let cut = 1; cut <= 4; cut++) {
      await puppets.tell(conversationId, 'step');
      await puppets.tell(conversationId, 'write');
      const before = await until(
        client,
        ({ drafts: [draft] }) => draft !== undefined && draft.draftId !== draftId && !draft.interrupted,
      );
      const text = before.drafts[0]?.text ?? '';
      draftId = before.drafts[0]?.draftId ?? '';
      const { seq } = before.conversation?.control ?? {};
      const connections = asked.length;
      // Between two polls there is nothing to cut.
      if (transport === 'long_poll') proxy.cutAfter(1);
      else proxy.cut();
      await until(client, ({ connection }) => connection.status !== 'live');
      await puppets.tell(conversationId, 'write');
      const after = await until(
        client,
        ({ connection, drafts }) =>
          connection.status === 'live' &&
          (drafts[0]?.text.length ?? 0) > text.length &&
          !drafts[0]?.interrupted,
      );
      expect(after.drafts[0]).toMatchObject({
        draftId,
        text: expect.stringMatching(new RegExp(`^${text}`)) as string,
      });
      const again = asked.slice(connections);
      expect(again.length, `cut ${cut}`).toBeGreaterThan(0);
      for (const one of again) {
        expect(one.cursor?.seq, `cut ${cut}`).toBe(seq);
        expect(one.kinds, `cut ${cut}`).not.toContain('snapshot');
        // Nothing was logged meanwhile: what is known is not sent again.
        expect(one.kinds, `cut ${cut}`).not.toContain('event');
      }
    }
    await puppets.tell(conversationId, 'finish');
    await until(client, ({ conversation }) => conversation?.control.openTurn === null);
  });
});
