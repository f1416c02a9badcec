import { createMemoryBlobStore, createMemoryRecordStore, randomIds, systemClock } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { interfaceDirectory } from '../sessions/interfaces.js';
import { createInterfaceRecords } from './interface-records.js';

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
  const interfaces = createInterfaceRecords({
    records,
    blobs: createMemoryBlobStore(),
    ofHost: interfaceDirectory([]),
    ids: randomIds(),
    clock: systemClock(),
  });
  const request = { tenant: 'default', author: 'op', clientRequestId: 'make', params: {} };
  const fields = { name: 'Help', title: 'Help', agentId: 'guide' };
  await expect(interfaces.create(request, fields)).rejects.toMatchObject({ code: 'Unavailable' });
  const made = await interfaces.create(request, fields);
  const { interfaces: all } = await interfaces.store.list('default', {}, { limit: 10 });
  expect(all.map(({ slug }) => slug)).toEqual([made.slug]);
});
