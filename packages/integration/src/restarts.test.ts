import { setTimeout as sleep } from 'node:timers/promises';
import { type ChatClient, createChatClient } from '@agent-chat/client';
import { FULL } from '@agent-chat/protocol/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogLooks } from './support/cuts/log-looks.js';
import { type MortalServer, startMortalServer } from './support/cuts/mortal-server.js';
import { createPuppets, type Puppets } from './support/cuts/puppet-agent.js';
import { until } from './support/cuts/recorded-run.js';
import { TRANSPORTS, transportOn } from './support/cuts/ways.js';

const CONVERSATIONS = FULL ? 50 : 5;
const CLIENTS_EACH = 10;
/** More than a server reads at once: a log of several pages. */
const NOTES = 520;
/** `created`, and the notes. */
const HEAD = 1 + NOTES;

describe(`a server that ends under ${CONVERSATIONS * CLIENTS_EACH} clients`, () => {
  const looks = new LogLooks();
  const clients: ChatClient[] = [];
  let puppets: Puppets;
  let mortal: MortalServer;
  let conversationIds: readonly string[];

  const withNotes = async (): Promise<string> => {
    const { api, create } = mortal.server;
    const conversationId = await create();
    for (let note = 1; note <= NOTES; note++) {
      const text = `Note ${note}`;
      await api.call('addNote', { conversationId, clientRequestId: text, text });
    }
    return conversationId;
  };

  beforeAll(async () => {
    puppets = createPuppets();
    mortal = await startMortalServer(looks.agent(puppets.agent), (store) => looks.store(store));
    conversationIds = await Promise.all(Array.from({ length: CONVERSATIONS }, withNotes));
    for (const conversationId of conversationIds) {
      for (let place = 0; place < CLIENTS_EACH; place++) {
        const way = TRANSPORTS[place % TRANSPORTS.length] ?? 'sse';
        const transport = transportOn(way, mortal.proxy.url, mortal.proxy.url);
        clients.push(createChatClient({ transport, conversationId, backoff: { baseMs: 200, maxMs: 1_000 } }));
      }
    }
    for (const client of clients) client.connect();
    await Promise.all(
      clients.map((client) => until(client, ({ connection }) => connection.status === 'live')),
    );
  }, 600_000);
  afterAll(async () => {
    for (const client of clients) client.close();
    await mortal.close();
  });

  it.each([
    ['after it has said so', (server: MortalServer) => server.end()],
    ['without a word', (server: MortalServer) => server.kill()],
  ])(
    '%s is found again by all, loses nothing, and reads the log of each conversation once for all of them',
    async (how, end) => {
      await end(mortal);
      await Promise.all(
        clients.map((client) => until(client, ({ connection }) => connection.status === 'reconnecting')),
      );
      // Typed while nobody is there.
      const said = clients.map((_, index) => `Said by ${index} ${how}`);
      const sent = clients.map((client, index) => client.sendMessage({ text: said[index] ?? '' }));
      await sleep(300);
      looks.take();
      await mortal.startAgain();
      const results = await Promise.all(sent);
      await Promise.all(
        clients.map((client, index) =>
          until(
            client,
            ({ connection, conversation }) =>
              connection.status === 'live' && (conversation?.control.seq ?? 0) >= (results[index]?.seq ?? 0),
          ),
        ),
      );
      // Which of them is the agent's is known when it has been given what it has read.
      await expect.poll(() => conversationIds.every((id) => puppets.isRunning(id))).toBe(true);

      // What is asked below to compare reads again.
      const ofTheRestart = looks.take();
      const logged: string[] = [];
      for (const conversationId of conversationIds) {
        const page = { conversationId, afterSeq: HEAD, limit: 500 };
        const { events } = await mortal.server.api.call('getEvents', page);
        for (const { type, payload } of events) {
          if (type !== 'message' && type !== 'message_queued') continue;
          const { parts } = payload as { parts: readonly { text: string }[] };
          logged.push(parts[0]?.text ?? '');
        }
      }
      expect(logged.filter((text) => text.endsWith(how)).sort()).toEqual([...said].sort());
      for (const conversationId of conversationIds) {
        // By whoever comes first, for all who come; not even a look at whether there is more.
        const byOthers = ofTheRestart.filter(
          (look) => look.conversationId === conversationId && !look.isOfTurn,
        );
        expect(
          byOthers.map(({ afterSeqs }) => afterSeqs),
          `reads of ${conversationId}`,
        ).toEqual([[0, 500]]);
      }
    },
    600_000,
  );
});
