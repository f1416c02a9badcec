import {
  createMemoryBlobStore,
  createMemoryRecordStore,
  randomIds,
  type RecordStore,
  systemClock,
} from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { interfaceDirectory } from '../sessions/interfaces.js';
import { createInterfaceRecords, type InterfaceRecords } from './interface-records.js';

const request = { tenant: 'default', author: 'op', clientRequestId: 'make', params: {} };
const fields = { name: 'Help', title: 'Help', agentId: 'guide' };

function interfacesIn(records: RecordStore): InterfaceRecords {
  return createInterfaceRecords({
    records,
    blobs: createMemoryBlobStore(),
    ofHost: interfaceDirectory([]),
    ids: randomIds(),
    clock: systemClock(),
  });
}

it('makes one interface of a request that is repeated after the store failed in its midst', async () => {
  const kept = createMemoryRecordStore();
  let isFailing = false;
  const records: typeof kept = {
    ...kept,
    async putIfAbsent(tenant, collection, ...rest) {
      isFailing = collection === 'interfaces';
      return kept.putIfAbsent(tenant, collection, ...rest);
    },
    async get(...name) {
      if (!isFailing) return kept.get(...name);
      isFailing = false;
      throw new AgentChatError('Unavailable', 'The store cannot be reached at the moment.');
    },
  };
  const interfaces = interfacesIn(records);
  await expect(interfaces.create(request, fields)).rejects.toMatchObject({ code: 'Unavailable' });
  const made = await interfaces.create(request, fields);
  const { interfaces: all } = await interfaces.store.list('default', {}, { limit: 10 });
  expect(all.map(({ slug }) => slug)).toEqual([made.slug]);
});

it.each([undefined, 'help'])(
  'gives a request that is repeated what it made, also where that was deleted since',
  async (slug) => {
    const interfaces = interfacesIn(createMemoryRecordStore());
    const { interfaceId, slug: first } = await interfaces.create(request, { ...fields, slug });
    await interfaces.delete({ tenant: 'default', interfaceId });
    const again = await interfaces.create(request, { ...fields, slug });
    expect(again).toMatchObject({ interfaceId, slug: first, deletedAt: expect.any(String) as string });
    const copy = { ...request, clientRequestId: 'copy' };
    const source = await interfaces.restore({ tenant: 'default', interfaceId });
    const copied = await interfaces.duplicate(copy, { tenant: 'default', interfaceId }, {});
    await interfaces.delete({ tenant: 'default', interfaceId: copied.interfaceId });
    expect(
      await interfaces.duplicate(copy, { tenant: 'default', interfaceId: source.interfaceId }, {}),
    ).toMatchObject({
      interfaceId: copied.interfaceId,
    });
  },
);
