import type { InterfaceRecord, MethodParams, MethodResult } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { describeInterfaces } from './support/interface-suite.js';

describeInterfaces('lists of interfaces', (suite) => {
  const { slugOf, paramsOf, make } = suite;
  type Asked = MethodParams<'listInterfaces'>;

  /** The whole list by its pages, each as the one before says. */
  async function allOf(asked: Asked, tenant: string): Promise<readonly InterfaceRecord[]> {
    const found: InterfaceRecord[] = [];
    for (let after: string | undefined; ; ) {
      const page: MethodResult<'listInterfaces'> = await suite.node.call(
        'listInterfaces',
        { ...asked, ...(after !== undefined && { after }) },
        tenant,
      );
      found.push(...page.interfaces);
      if (page.next === null) {
        expect(found, JSON.stringify(asked)).toHaveLength(page.total);
        return found;
      }
      expect(page.interfaces.length).toBe(asked.limit);
      after = page.next;
    }
  }

  it('are by any of the filters what a look at each says, in pages of any size', async () => {
    const tenant = `lists-${suite.count}`;
    const ids: string[] = [];
    for (let index = 0; index < 14; index += 1) {
      if (index % 3 === 0) suite.clock.advance(1_000);
      const [agentId, ownerId] = [
        index % 2 === 0 ? 'helper' : 'seller',
        ['ada', 'bob', 'cy'][index % 3] ?? '',
      ];
      const fields = { title: `Desk ${index}`, agentId, ownerId, slug: slugOf(`list-${index}`) };
      const { interfaceId } = await make(fields, tenant);
      ids.push(interfaceId);
      if (index % 4 === 0) await suite.node.call('publishInterface', { interfaceId }, tenant);
      if (index % 5 === 4) await suite.node.call('deleteInterface', { interfaceId }, tenant);
    }
    suite.clock.advance(1_000);
    await suite.other.call(
      'updateInterface',
      { interfaceId: ids[3] ?? '', changes: { name: 'Moved up' } },
      tenant,
    );
    const all = [
      ...(await allOf({ limit: 100 }, tenant)),
      ...(await allOf({ deleted: true, limit: 100 }, tenant)),
    ];
    expect(all.map(({ interfaceId }) => interfaceId).toSorted()).toEqual(ids.toSorted());
    expect(all[0]?.interfaceId).toBe(ids[3]);
    const filters: Asked[] = [
      {},
      { agentId: 'seller' },
      { status: 'published' },
      { ownerId: 'ada' },
      { agentId: 'helper', ownerId: 'bob' },
      { agentId: 'helper', ownerId: 'cy', status: 'draft' },
      { deleted: true },
      { deleted: true, ownerId: 'bob' },
      { search: 'desk 1' },
      { search: 'DESK', agentId: 'helper', status: 'draft' },
      { agentId: 'nobody' },
    ];
    for (const asked of filters) {
      const expected = all.filter(
        ({ agentId, ownerId, status, deletedAt, title }) =>
          (asked.agentId ?? agentId) === agentId &&
          (asked.ownerId ?? ownerId) === ownerId &&
          (asked.status ?? status) === status &&
          (asked.deleted === true) === (deletedAt !== null) &&
          title.toLowerCase().includes(asked.search?.toLowerCase() ?? ''),
      );
      for (const limit of [1, 4, 100]) {
        const listed = await allOf({ ...asked, limit }, tenant);
        expect(listed, JSON.stringify(asked)).toEqual(expected);
      }
    }
  });

  it('know what an older version wrote without keys, and refuse a place that no page gave', async () => {
    const tenant = `older-${suite.count}`;
    const { interfaceId } = await make({ slug: slugOf('older') }, tenant);
    const { records } = suite.store;
    const value = await records.get(tenant, 'interfaces', interfaceId);
    if (value === null) throw new Error('The record is not where it was.');
    await records.put(tenant, 'interfaces', interfaceId, value);
    const { interfaces } = await suite.node.call('listInterfaces', {}, tenant);
    expect(interfaces.map((each) => each.interfaceId)).toEqual([interfaceId]);
    for (const after of ['', 'x', '1~', '~']) {
      expect(await suite.node.refusal('listInterfaces', { after }, tenant)).toMatchObject({
        code: 'InvalidRequest',
        details: { path: 'after' },
      });
    }
    expect(await suite.node.refusal('createInterface', { ...paramsOf(), agentId: 'nobody' })).toMatchObject({
      code: 'UnknownAgent',
    });
  });
});
