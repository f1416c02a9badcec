// What is left of visitors after its time, in all that a store holds: not in records alone.
import { createOrchestrator } from '@agent-chat/core';
import { createManualClock } from '@agent-chat/core/testing';
import { createServer } from '@agent-chat/server';
import { describe, expect, it, vi } from 'vitest';
import { demoInterface } from './support/demo-interface.js';
import { TEST_STORES, type TestStoreKind } from './support/test-stores.js';

vi.setConfig({ testTimeout: 60_000 });

const DAY_MS = 86_400_000;
const ADDRESS = '198.51.100.77';
const NETWORK = '2001:db8:77:88::/64';
const ADDRESS_6 = '2001:db8:77:88::99';
const PRINT = 'fingerprint-of-the-neighbour';
const PLAIN = [ADDRESS, ADDRESS_6, NETWORK, PRINT];

async function startChat(kind: TestStoreKind) {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const store = await kind.open(clock);
  const orchestrator = createOrchestrator({
    store,
    clock,
    agents: {
      bot: {
        async *run() {
          yield { type: 'message', parts: [{ type: 'text', text: 'An answer.' }], finality: 'turn' };
        },
      },
    },
  });
  await orchestrator.start();
  const errors: string[] = [];
  const server = createServer({
    orchestrator,
    store,
    clock,
    logger: {
      log: (level, message, fields) => void errors.push(`${level} ${message} ${JSON.stringify(fields)}`),
    },
    authenticate: async ({ headers }) =>
      headers.get('authorization') === 'Bearer operator'
        ? { kind: 'operator', tenant: 'default', participantId: 'op' }
        : null,
    interfaces: [demoInterface({ sessionTimeoutMinutes: 60 })],
  });

  const call = async (path: string, body: object, token: string | null, remoteAddress: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    };
    const request = new Request(`http://chat.example${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const response = await server.fetch(request, { remoteAddress });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, string>;
  };
  return {
    store,
    clock,
    errors,
    /** Begins a session and says something in it. */
    async visit(address: string, token: string | null = null) {
      const body = { browserFingerprint: PRINT };
      const session = await call('/api/public/interfaces/demo/sessions', body, token, address);
      const parts = [{ type: 'text', partId: 'p1', text: 'Hello' }];
      await call(
        `/api/conversations/${session['conversationId']}/messages`,
        { clientRequestId: 'r1', parts },
        session['sessionToken'] ?? '',
        address,
      );
      return session;
    },
    comeBack: (persistenceToken: string, address: string) =>
      call('/api/public/interfaces/demo/sessions', { persistenceToken }, null, address),
    sessions: () => store.records.list('default', 'sessions'),
    async close() {
      server.close();
      await orchestrator.close();
      await store.close();
    },
  };
}

describe('what is left of a visitor after its time', () => {
  for (const kind of TEST_STORES) {
    const { name, skipped } = kind;
    it.skipIf(skipped)(
      `on ${name} is neither address nor fingerprint, and of a preview nothing${skipped ? `: ${skipped}` : ''}`,
      async () => {
        const chat = await startChat(kind);
        try {
          const first = await chat.visit(ADDRESS);
          await chat.visit(ADDRESS_6);
          await chat.visit(ADDRESS, 'operator');
          await chat.comeBack(first['persistenceToken'] ?? '', ADDRESS);
          expect(await chat.sessions()).toHaveLength(3);
          const before = await chat.store.residue();
          expect([ADDRESS, ADDRESS_6, PRINT].filter((plain) => !before.includes(plain))).toEqual([]);
          // No more than the records of their sessions: what counts attempts has no use for an address.
          const records = JSON.stringify(await chat.sessions());
          if (name === 'memory') {
            expect(before.split(ADDRESS).length).toBe(records.split(ADDRESS).length);
          }

          chat.clock.advance(DAY_MS / 24);
          const active = async () =>
            (await chat.sessions()).filter(({ value }) => JSON.stringify(value).includes('"active"')).length;
          await expect.poll(active).toBe(0);
          chat.clock.advance(DAY_MS);
          // The preview is gone a day after its end; others stay, as they were.
          await expect.poll(async () => (await chat.sessions()).length).toBe(2);
          expect(await chat.store.residue()).toContain(ADDRESS_6);

          chat.clock.advance(29 * DAY_MS);
          await expect
            .poll(async () => {
              const left = await chat.store.residue();
              return PLAIN.filter((plain) => left.includes(plain));
            })
            .toEqual([]);
          const hashed = (await chat.sessions()).map(({ value }) => value);
          const hash: unknown = expect.stringMatching(/^[\da-f]{64}$/);
          const kept = expect.objectContaining({
            ipAddress: hash,
            browserFingerprint: hash,
            pseudonymisedAt: new Date(chat.clock.now()).toISOString(),
            status: 'expired',
          }) as unknown;
          expect(hashed).toEqual([kept, kept]);
          expect(chat.errors.filter((line) => line.startsWith('error'))).toEqual([]);
        } finally {
          await chat.close();
        }
      },
    );
  }
});
