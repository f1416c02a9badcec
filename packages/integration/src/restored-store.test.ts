import { type ChatClient, createChatClient } from '@agent-chat/client';
import { FULL } from '@agent-chat/protocol/test-support';
import { expect, it, onTestFinished } from 'vitest';
import { type Asked, watched } from './support/cuts/asked.js';
import { comparable } from './support/cuts/comparable.js';
import { hastyEnvironment } from './support/cuts/frozen-clock.js';
import { startMortalServer } from './support/cuts/mortal-server.js';
import { createPuppets } from './support/cuts/puppet-agent.js';
import { until } from './support/cuts/recorded-run.js';
import { transportOn, WAYS } from './support/cuts/ways.js';

/** What comes before anybody is back: what the clients have read is beyond the restored log, or within it. */
const NOTES = [0, 30] as const;

it.each(WAYS)(
  'a client over %s takes a snapshot when the store was restored from a backup, and shows what a new client shows',
  async (way) => {
    const puppets = createPuppets();
    const mortal = await startMortalServer(puppets.agent);
    const conversationId = await mortal.server.create();
    const asked: Asked[] = [];
    const clients: ChatClient[] = [];
    onTestFinished(async () => {
      for (const client of clients) client.close();
      await mortal.close();
    });
    const isLive = async (client: ChatClient): Promise<void> => {
      await until(client, ({ connection }) => connection.status === 'live');
    };
    const openClient = async (): Promise<ChatClient> => {
      const { url } = mortal.proxy;
      const client = createChatClient({
        transport: watched(transportOn(way, url, url), asked),
        conversationId,
        environment: hastyEnvironment(),
        backoff: { baseMs: 5, maxMs: 20 },
      });
      clients.push(client);
      client.connect();
      await isLive(client);
      return client;
    };
    const hasTurn = async (is: boolean): Promise<void> => {
      await expect.poll(() => puppets.isRunning(conversationId)).toBe(is);
    };
    // Where tabs share a stream, one of the two follows.
    const both = [await openClient(), await openClient()] as const;
    const [client] = both;
    const end = async (): Promise<void> => {
      await mortal.end();
      for (const each of both) await until(each, ({ connection }) => connection.status === 'reconnecting');
    };

    await client.sendMessage({ text: 'Before the backup' });
    await hasTurn(true);
    await puppets.tell(conversationId, 'write');
    await puppets.tell(conversationId, 'finish');
    await hasTurn(false);
    await end();
    const backup = await mortal.backUp();
    await mortal.startAgain();
    for (const each of both) await isLive(each);

    for (const notes of FULL ? NOTES : [NOTES[WAYS.indexOf(way) % 2] ?? 0]) {
      await client.sendMessage({ text: 'After the backup' });
      await hasTurn(true);
      for (const what of ['write', 'step', 'use_tool', 'write'] as const) {
        await puppets.tell(conversationId, what);
      }
      const { head } = await mortal.server.api.call('getConversation', { conversationId });
      for (const each of both) {
        await until(
          each,
          ({ conversation, drafts }) => conversation?.control.seq === head && drafts.length === 1,
        );
      }
      await end();
      await mortal.restore(backup);
      const sent = client.sendMessage({ text: 'While it was restored' });
      await mortal.startAgain(async ({ api }) => {
        for (let note = 1; note <= notes; note++) {
          const text = `Note ${note}`;
          await api.call('addNote', { conversationId, clientRequestId: text, text });
        }
      });
      const { seq } = await sent;
      expect(seq < head).toBe(notes === 0);
      await hasTurn(true);
      await puppets.tell(conversationId, 'write');

      const fresh = await openClient();
      const expected = comparable(fresh.getState());
      for (const each of both) await expect.poll(() => comparable(each.getState())).toEqual(expected);
      fresh.close();
      const text = JSON.stringify(expected);
      for (const said of ['Before the backup', 'While it was restored', 'aïve']) expect(text).toContain(said);
      expect(text).not.toContain('After the backup');
      // Each took a snapshot, and so did the new one; at least one in the place of what it had.
      const { epoch } = asked.at(-1) ?? {};
      const taken = asked.filter((one) => one.epoch === epoch && one.kinds.includes('snapshot'));
      expect(taken.length).toBeGreaterThanOrEqual(3);
      const went = taken.flatMap(({ cursor }) => cursor ?? []);
      expect(went.length).toBeGreaterThan(0);
      for (const cursor of went) {
        expect(cursor.seq).toBe(head);
        expect(cursor.epoch).not.toBe(epoch);
      }
    }
  },
);
