import { expect, it } from 'vitest';
import { describeInterfaces } from './support/interface-suite.js';

describeInterfaces('the slugs of interfaces', (suite) => {
  const { slugOf, paramsOf, make, shown } = suite;

  it.each([
    ['a', 'InvalidSlug', 'length'],
    ['x'.repeat(101), 'InvalidSlug', 'length'],
    ['-ab', 'InvalidSlug', 'form'],
    ['Ab', 'InvalidSlug', 'form'],
    ['a b', 'InvalidSlug', 'form'],
    ['a/../b', 'InvalidSlug', 'form'],
    ['раураl', 'InvalidSlug', 'confusable'],
    ['café', 'InvalidSlug', 'confusable'],
    ['admin', 'InvalidSlug', 'reserved'],
    ['adm1n', 'InvalidSlug', 'reserved'],
    ['of-the-host', 'SlugTaken', 'taken'],
  ])('refuse %j with %s: %s', async (slug, code, reason) => {
    expect(await suite.node.refusal('createInterface', paramsOf({ slug }))).toMatchObject({
      code,
      details: { reason },
    });
    if (slug.includes('/')) return;
    expect(await suite.node.call('checkSlug', { slug })).toMatchObject({ free: false, fault: reason });
  });

  it('are checked for an interface as its own, and come with a suggestion', async () => {
    const slug = slugOf('check');
    expect(await suite.node.call('checkSlug', { slug })).toEqual({
      free: true,
      fault: null,
      suggestion: null,
    });
    const { interfaceId } = await make({ slug });
    expect(await suite.node.call('checkSlug', { slug, interfaceId })).toMatchObject({ free: true });
    expect(await suite.node.call('checkSlug', { slug })).toEqual({
      free: false,
      fault: 'taken',
      suggestion: `${slug}-2`,
    });
    expect(await suite.node.call('checkSlug', { slug: `Check ${suite.count}!` })).toMatchObject({
      fault: 'form',
      suggestion: `${slug}-2`,
    });
  });

  it('that look like one of another tenant are refused, those like one’s own are not', async () => {
    const slug = slugOf('modern');
    const twin = slugOf('modem');
    await make({ slug });
    expect(await suite.node.refusal('createInterface', paramsOf({ slug: twin }), 'another')).toMatchObject({
      code: 'SlugTaken',
      details: { reason: 'confusable' },
    });
    expect(await make({ slug: twin })).toMatchObject({ slug: twin });
  });

  it('have one winner among all that want them at the same time', async () => {
    const slug = slugOf('race');
    const wants = [slug, slug, slug.replace('a', 'a-'), slug, slug].map((each, index) => ({
      slug: each,
      tenant: index % 2 === 0 ? 'default' : 'another',
      on: index % 3 === 0 ? suite.node : suite.other,
    }));
    const results = await Promise.allSettled(
      wants.map(({ slug: wanted, tenant, on }) =>
        on.call('createInterface', paramsOf({ slug: wanted }), tenant),
      ),
    );
    const winners = results.flatMap((result, index) =>
      result.status === 'fulfilled' && wants[index]?.slug === slug ? [result.value] : [],
    );
    expect(winners).toHaveLength(1);
    const losers = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    for (const loser of losers) expect(loser).toContain('SlugTaken');
    expect(losers.length).toBeGreaterThanOrEqual(3);
  });

  it('of renames at the same time have one winner too, and lose nothing', async () => {
    const slug = slugOf('rename-race');
    const [one, two] = [await make({ slug: slugOf('r-a') }), await make({ slug: slugOf('r-b') })];
    const results = await Promise.allSettled(
      [one, two].map(({ interfaceId }, index) =>
        (index === 0 ? suite.node : suite.other).call('updateInterface', { interfaceId, changes: { slug } }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const after = await Promise.all(
      [one, two].map(({ interfaceId }) => suite.node.call('getInterface', { interfaceId })),
    );
    expect(after.filter((each) => each.slug === slug)).toHaveLength(1);
    const loser = results.findIndex(({ status }) => status === 'rejected');
    expect(after[loser]).toEqual([one, two][loser]);
  });

  it('of many renames of one interface to the same one stay its own', async () => {
    const slug = slugOf('same');
    const { interfaceId } = await make({ slug: slugOf('same-before') });
    await Promise.all(
      [suite.node, suite.other, suite.node, suite.other].map((each) =>
        each.call('updateInterface', { interfaceId, changes: { slug } }),
      ),
    );
    expect(await suite.node.call('getInterface', { interfaceId })).toMatchObject({ slug });
    expect(await suite.node.call('checkSlug', { slug })).toMatchObject({ fault: 'taken' });
    await suite.node.call('publishInterface', { interfaceId });
    expect(await shown(slug)).toBe(200);
  });

  it('that were claimed by a process which died are free after a minute, and not before', async () => {
    const slug = slugOf('ghost');
    await suite.store.records.put(
      'deployment',
      'interface-slugs',
      slug.replaceAll('1', 'l').replaceAll('0', 'o'),
      {
        tenant: 'another',
        claims: { [slug]: { interfaceId: 'died', retired: false, at: suite.clock.now() } },
      },
    );
    expect(await suite.node.refusal('createInterface', paramsOf({ slug }))).toMatchObject({
      code: 'SlugTaken',
    });
    suite.clock.advance(60_000);
    expect(await make({ slug })).toMatchObject({ slug });
  });

  it('come back with an interface that is restored, and to nobody else meanwhile', async () => {
    const [one, two] = [slugOf('restored-a'), slugOf('restored-b')];
    const { interfaceId } = await make({ slug: one });
    await suite.node.call('publishInterface', { interfaceId });
    await suite.node.call('updateInterface', { interfaceId, changes: { slug: two } });
    const before = await suite.node.call('getInterface', { interfaceId });
    expect(await suite.node.refusal('restoreInterface', { interfaceId })).toMatchObject({
      code: 'UnknownInterface',
    });
    await suite.node.call('deleteInterface', { interfaceId });
    expect(await suite.node.refusal('createInterface', paramsOf({ slug: two }))).toMatchObject({
      details: { reason: 'retired' },
    });
    expect(await suite.node.refusal('restoreInterface', { interfaceId }, 'another')).toMatchObject({
      code: 'UnknownInterface',
    });
    suite.clock.advance(86_400_000);
    const restored = await Promise.allSettled(
      [suite.node, suite.other].map((each) => each.call('restoreInterface', { interfaceId })),
    );
    expect(restored.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { revision, updatedAt } = await suite.other.call('getInterface', { interfaceId });
    expect(await suite.other.call('getInterface', { interfaceId })).toEqual({
      ...before,
      status: 'draft',
      publishedAt: null,
      revision,
      updatedAt,
    });
    expect([await shown(one), await shown(two)]).toEqual([404, 404]);
    await suite.node.call('publishInterface', { interfaceId });
    expect([await shown(one), await shown(two), await shown(two, suite.other)]).toEqual([200, 200, 200]);
    expect(await suite.node.call('checkSlug', { slug: two })).toMatchObject({ fault: 'taken' });
  });
});
