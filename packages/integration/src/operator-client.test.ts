import { createOperatorClient, type OperatorClient } from '@agent-chat/client/operator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type OperatorNode,
  type OperatorServer,
  openOperatorServer,
  operatorTokenOf,
} from './support/operator-server.js';
import { scenarioNamed } from './support/scenarios.js';
import { TEST_STORES, type TestStoreKind } from './support/test-stores.js';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1]);

describe('the client of operators', () => {
  let opened: OperatorServer;
  let node: OperatorNode;
  const clientOf = (token: string): OperatorClient =>
    createOperatorClient({
      url: 'http://server.test',
      token,
      fetch: (input, init) => node.server.fetch(new Request(input, init)),
    });
  const operator = clientOf(operatorTokenOf('default'));

  beforeAll(async () => {
    opened = await openOperatorServer(TEST_STORES.find(({ name }) => name === 'memory') as TestStoreKind);
    node = opened.node();
  });
  afterAll(() => opened.close());

  const make = (clientRequestId: string) =>
    operator.call('createInterface', { clientRequestId, name: 'Help', title: 'Help', agentId: 'helper' });

  it('calls methods of interfaces, sessions, analytics and conversations, whose params travel as they should', async () => {
    const { interfaceId } = await make('r1');
    const { slug } = await operator.call('updateInterface', {
      interfaceId,
      changes: { title: 'A & B?', slug: 'a-b' },
    });
    await operator.call('publishInterface', { interfaceId });
    await node.fetch('POST', `/api/public/interfaces/${slug}/sessions`);
    const found = await operator.call('listInterfaces', { search: 'a & b?', deleted: false, limit: 1 });
    expect(found).toMatchObject({ total: 1, next: null, interfaces: [{ title: 'A & B?' }] });
    const { sessions } = await operator.call('listSessions', { interfaceId, status: 'active' });
    const { conversationId = '', sessionId = '' } = sessions[0] ?? {};
    expect(await operator.call('getAnalytics', { interfaceId, period: 'week' })).toMatchObject({
      totalSessions: 1,
    });
    expect(await operator.call('getConversation', { conversationId })).toMatchObject({ conversationId });
    expect(await operator.call('closeSession', { sessionId })).toMatchObject({ status: 'ended' });
    await operator.call('deleteInterface', { interfaceId });
    expect(await operator.call('restoreInterface', { interfaceId })).toMatchObject({ status: 'draft' });
  });

  it('carries pictures and whole conversations', async () => {
    const { interfaceId } = await make('r2');
    const picture = await operator.uploadPicture(interfaceId, new Blob([PNG], { type: 'image/png' }));
    expect(picture).toMatchObject({ contentType: 'image/png', sizeBytes: PNG.byteLength });
    const { iconUrl } = await operator.call('updateInterface', {
      interfaceId,
      changes: { iconUrl: picture.url },
    });
    expect(iconUrl).toBe(picture.url);

    const { conversationId } = await operator.call('createConversation', {
      clientRequestId: 'r3',
      title: 'Über uns',
      participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
    });
    const whole = async (format: 'jsonl' | 'html'): Promise<string> => {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      for await (const bytes of operator.exportConversation(conversationId, { format })) {
        pieces.push(new Uint8Array(bytes));
      }
      return new Blob(pieces).text();
    };
    expect(await whole('html')).toContain('<h1 dir="auto">Über uns</h1>');
    const file = new Blob([await whole('jsonl')]);
    const elsewhere = await openOperatorServer(TEST_STORES[0] as TestStoreKind);
    try {
      const other = elsewhere.node();
      const importing = createOperatorClient({
        url: 'http://server.test',
        token: operatorTokenOf('default'),
        fetch: (input, init) => other.server.fetch(new Request(input, init)),
      });
      expect(await importing.importConversation(file)).toMatchObject({ conversationId, title: 'Über uns' });
    } finally {
      await elsewhere.close();
    }
  });

  it('keeps scenarios, whose content travels whole', async () => {
    const scenario = scenarioNamed('a/b ?');
    await operator.call('createScenario', { clientRequestId: 'r4', scenario });
    const next = { ...scenario, challenges: [] };
    const change = { scenarioId: 'a/b ?', revision: 1, scenario: next };
    expect(await operator.call('updateScenario', change)).toMatchObject({ scenario: next, revision: 2 });
    expect(await operator.call('listScenarios', { limit: 1 })).toMatchObject({ total: 1, next: null });
    await operator.call('deleteScenario', { scenarioId: 'a/b ?', revision: 2 });
    await expect(operator.call('getScenario', { scenarioId: 'a/b ?' })).rejects.toMatchObject({
      code: 'UnknownScenario',
    });
  });

  it('tells what the server refuses, and ends what is called off', async () => {
    await expect(operator.call('getInterface', { interfaceId: 'nothing' })).rejects.toMatchObject({
      code: 'UnknownInterface',
    });
    await expect(clientOf('nobody').call('listSessions', {})).rejects.toMatchObject({ code: 'Unauthorized' });
    await expect(operator.uploadPicture('nothing', new Blob(['x']))).rejects.toMatchObject({
      code: 'UnknownInterface',
    });
    for (const change of [operator.releaseFile('none'), operator.removeFile('none')]) {
      await expect(change).rejects.toMatchObject({ code: 'UnknownAttachment' });
    }
    const exporting = operator.exportConversation('nothing');
    await expect(exporting.next()).rejects.toMatchObject({ code: 'UnknownConversation' });
    const signal = AbortSignal.abort();
    await expect(operator.call('listSessions', {}, { signal })).rejects.toMatchObject({ code: 'Aborted' });
    const lying = createOperatorClient({
      url: 'http://server.test',
      fetch: async () => Response.json({ sessions: 'none' }),
    });
    await expect(lying.call('listSessions', {})).rejects.toMatchObject({ code: 'MalformedFrame' });
  });
});
