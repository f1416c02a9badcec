import { createOrchestrator } from '@agent-chat/core';
import { createServer, type Server } from '@agent-chat/server';
import { createPostgresStore, type PostgresStore } from '@agent-chat/store-postgres';
import { postgresUrl, withoutPostgres } from '@agent-chat/store-postgres/test-support';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoInterface } from './support/demo-interface.js';
import { createTestSchema, type TestSchema } from './support/test-schema.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ORIGIN = 'http://chat.example';
const LIMIT = 10;

interface Node {
  readonly server: Server;
  close(): Promise<void>;
}

async function startNode(schema: string): Promise<Node> {
  const store: PostgresStore = await createPostgresStore({ connectionString: postgresUrl, schema });
  const orchestrator = createOrchestrator({ store, agents: {} });
  const server = createServer({
    orchestrator,
    store,
    creationLimit: { sessions: LIMIT, windowSeconds: 600 },
    interfaces: [
      demoInterface({
        rateLimitMessages: LIMIT,
        budgets: [{ meter: 'messages', window: 'day', limit: LIMIT + 5 }],
      }),
    ],
  });
  return {
    server,
    async close() {
      server.close();
      await orchestrator.close();
      await store.close();
    },
  };
}

interface Session {
  readonly sessionToken: string;
  readonly persistenceToken: string;
  readonly conversationId: string;
}

describe.skipIf(withoutPostgres)(
  `visitors of two nodes over one PostgreSQL${withoutPostgres ? `: ${withoutPostgres}` : ''}`,
  () => {
    let schema: TestSchema;
    let nodes: readonly Node[] = [];
    beforeAll(async () => {
      schema = createTestSchema();
      nodes = [await startNode(schema.name), await startNode(schema.name)];
    });
    afterAll(async () => {
      for (const node of nodes) await node.close();
      await schema?.drop();
    });

    const call = (node: number, path: string, body: object, token?: string, remoteAddress = '192.0.2.1') => {
      const headers = {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      const request = new Request(ORIGIN + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const { server } = nodes[node % nodes.length] ?? {};
      if (server === undefined) throw new Error('There is no node.');
      return server.fetch(request, { remoteAddress });
    };
    const begin = (node: number, body: object = {}, address?: string) =>
      call(node, '/api/public/interfaces/demo/sessions', body, undefined, address);
    const begun = async (node: number, body?: object) => (await (await begin(node, body)).json()) as Session;
    const send = (node: number, { conversationId, sessionToken }: Session, id: string) =>
      call(
        node,
        `/api/conversations/${conversationId}/messages`,
        { clientRequestId: id, parts: [{ type: 'text', partId: 'p1', text: id }] },
        sessionToken,
      );
    const countOf = (responses: readonly Response[], status: number): number =>
      responses.filter((response) => response.status === status).length;

    it(`send exactly ${LIMIT} of 200 messages at once, and what the interface has left after that`, async () => {
      const [one, other] = [await begun(0), await begun(1)];
      const crowd = Array.from({ length: 200 }, (_, index) => send(index, one, `message ${index}`));
      const answers = await Promise.all(crowd);
      expect(countOf(answers, 200)).toBe(LIMIT);
      expect(countOf(answers, 429)).toBe(200 - LIMIT);
      const rest = await Promise.all(
        Array.from({ length: 9 }, (_, index) => send(index, other, `more ${index}`)),
      );
      expect([countOf(rest, 200), countOf(rest, 409)]).toEqual([5, 4]);
    });

    it(`begin exactly ${LIMIT} of 60 sessions at once from one address`, async () => {
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, index) => begin(index, {}, '2001:db8::7')),
      );
      expect([countOf(answers, 200), countOf(answers, 429)]).toEqual([LIMIT, 50]);
    });

    it('come back through both nodes at once by one token, and all get the same next one', async () => {
      const { persistenceToken } = await begun(0);
      const back = await Promise.all(
        Array.from({ length: 10 }, (_, index) => begun(index, { persistenceToken })),
      );
      expect(new Set(back.map((each) => each.persistenceToken)).size).toBe(1);
      const [last] = back;
      expect((await begin(1, { persistenceToken: last?.persistenceToken })).status).toBe(200);
    });
  },
);
