import { FULL } from '@agent-chat/protocol/test-support';
import { bearerToken, CALL_KINDS, type CallLimits } from '@agent-chat/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Method } from './support/errors/error-world.js';
import { LIMITED_METHODS } from './support/errors/limited-methods.js';
import { rowsAtRest } from './support/errors/rows-at-rest.js';
import { validParams } from './support/errors/valid-params.js';
import {
  type OperatorNode,
  type OperatorServer,
  openOperatorServer,
  operatorTokenOf,
} from './support/operator-server.js';
import { TEST_STORES } from './support/test-stores.js';

const MOST = 2;
const windowSeconds = 600;
const FEW: CallLimits = Object.fromEntries(CALL_KINDS.map((kind) => [kind, { calls: MOST, windowSeconds }]));
const HOST = operatorTokenOf('default');
/** One in so many in an ordinary run. */
const STEP = FULL ? 1 : 5;
const TRIED = LIMITED_METHODS.filter((_, index) => index % STEP === 0);

// The limits of interfaces are met in interface-errors.test.ts, those of conversations in errors.test.ts.
describe.each(TEST_STORES.filter(({ skipped }) => skipped === false))('on $name', (kind) => {
  let opened: OperatorServer;
  let node: OperatorNode;
  beforeAll(async () => {
    opened = await openOperatorServer(kind);
    node = opened.node({
      callLimits: FEW,
      memberLimit: { messages: MOST, windowSeconds },
      authenticate: async ({ headers }) => {
        const token = bearerToken(headers);
        if (token === HOST) return { kind: 'operator', tenant: 'default', participantId: 'olga' };
        return token === null ? null : { kind: 'member', tenant: 'default', participantId: token };
      },
    });
  });
  afterAll(() => opened.close());

  it.each(TRIED)(
    '%s answers RateLimited to all of a crowd that are too many and to nobody else, and nothing is written',
    async (method) => {
      const [person, other] = [`ada-${method}`, `bob-${method}`];
      const participants = [person, other].map((participantId) => ({
        participantId,
        kind: 'user',
        displayName: participantId,
      }));
      const begun = await node.ask('createConversation', { clientRequestId: person, participants }, HOST);
      const { conversationId } = (await begun.json()) as { conversationId: string };
      let requests = 0;
      const codeOf = async (token: string): Promise<unknown> => {
        const answer = await node.ask(method, paramsOf(method, conversationId, ++requests), token);
        return answer.ok ? 'ok' : ((await answer.json()) as { code: unknown }).code;
      };
      const crowd = await Promise.all(Array.from({ length: 3 * MOST }, () => codeOf(person)));
      expect(crowd.filter((code) => code === 'RateLimited')).toHaveLength(2 * MOST);
      expect(crowd).not.toContain('Internal');
      const before = await rowsAtRest(opened.store);
      expect(await codeOf(person)).toBe('RateLimited');
      expect(await rowsAtRest(opened.store)).toEqual(before);
      expect(await codeOf(other)).not.toBe('RateLimited');
    },
  );
});

/** Params that the method takes: each time of another request. */
function paramsOf(method: Method, conversationId: string, request: number): object {
  const params = { clientRequestId: `request ${request}`, ...validParams(method) };
  return method === 'createConversation' ? params : { conversationId, ...params };
}
