import { CONTRACT, type ErrorCode, HTTP_ROUTES, OPERATOR_ROUTES } from '@agent-chat/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FITTING, INTERFACE_SCENARIOS, UNPARSABLE } from './support/errors/interface-scenarios.js';
import {
  type AskedMethod,
  type InterfaceWorld,
  openInterfaceWorld,
} from './support/errors/interface-world.js';
import { operatorTokenOf } from './support/operator-server.js';
import { TEST_STORES } from './support/test-stores.js';

type Pair = readonly [AskedMethod, ErrorCode];

const METHODS = (Object.keys({ ...HTTP_ROUTES, ...OPERATOR_ROUTES }) as AskedMethod[]).filter(
  (method) => CONTRACT[method].plane === 'interface',
);
const PAIRS: readonly Pair[] = METHODS.flatMap((method) =>
  CONTRACT[method].errors.map((code): Pair => [method, code]),
);
const OPERATORS = METHODS.filter((method) => CONTRACT[method].callers !== 'anyone').filter((method) =>
  (CONTRACT[method].callers as readonly string[]).includes('operator'),
);

const scenarioOf = ([method, code]: Pair) =>
  INTERFACE_SCENARIOS[`${method}:${code}`] ?? INTERFACE_SCENARIOS[code];

it('every method of the interface plane has a way to meet every error that it declares', () => {
  const all = Object.keys(CONTRACT).filter(
    (method) => CONTRACT[method as keyof typeof CONTRACT].plane === 'interface',
  );
  expect(METHODS.toSorted()).toEqual(all.toSorted());
  expect(PAIRS.filter((pair) => scenarioOf(pair) === undefined)).toEqual([]);
});

describe.each(TEST_STORES.filter(({ skipped }) => skipped === false))('on $name', (kind) => {
  let world: InterfaceWorld;
  beforeAll(async () => {
    world = await openInterfaceWorld(kind);
    // What is made with the first of its kind is no part of a refusal.
    await world.begin();
    const identityToken = world.identityTokenOf(world.unique('subject'));
    await world.ask('createSession', { slug: 'shop', identityToken });
  });
  afterAll(() => world.close());

  it.each(PAIRS)('%s answers %s, and nothing is written', async (method, code) => {
    const scenario = scenarioOf([method, code]);
    if (scenario === undefined) throw new Error('There is no provocation.');
    const { params, token } = await scenario(world, method);
    const before = await world.rows();
    expect(await world.ask(method, params, token)).toBe(code);
    expect(await world.rows()).toEqual(before);
  });

  it.each(Object.keys(UNPARSABLE) as AskedMethod[])(
    '%s answers InvalidRequest to what it cannot parse, and nothing is written',
    async (method) => {
      const token = OPERATORS.includes(method) ? operatorTokenOf('default') : undefined;
      const before = await world.rows();
      expect(await world.ask(method, UNPARSABLE[method] ?? {}, token)).toBe('InvalidRequest');
      expect(await world.rows()).toEqual(before);
    },
  );

  it.each(OPERATORS)('%s is Forbidden to a visitor, and nothing is written', async (method) => {
    const { sessionToken } = await world.begin();
    const before = await world.rows();
    const params = { ...FITTING[method], interfaceId: 'none', sessionId: 'none' };
    expect(await world.ask(method, params, sessionToken)).toBe('Forbidden');
    expect(await world.rows()).toEqual(before);
  });

  it('a file of another type is UnsupportedMediaType, one that is held AttachmentHeld', async () => {
    const { conversationId, sessionToken: token } = await world.begin();
    const send = (contentType: string, text: string) =>
      world.node.fetch('POST', `/api/conversations/${conversationId}/attachments?name=note`, {
        token,
        body: new TextEncoder().encode(text),
        headers: { 'content-type': contentType },
      });
    const { attachmentId } = (await (await send('text/plain', 'Hello.')).json()) as { attachmentId: string };
    const before = await world.rows();
    const refused = [
      await send('application/zip', 'PK\u0003\u0004'),
      await world.node.fetch('GET', `/api/attachments/${attachmentId}/content`, { token }),
    ];
    const codes = await Promise.all(
      refused.map(async (one) => ((await one.json()) as { code: string }).code),
    );
    expect(codes).toEqual(['UnsupportedMediaType', 'AttachmentHeld']);
    expect(await world.rows()).toEqual(before);
  });
});
