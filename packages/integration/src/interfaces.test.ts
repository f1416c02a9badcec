import type { InterfaceRecord, MethodParams, MethodResult } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { AGENTS } from './support/interface-server.js';
import { describeInterfaces } from './support/interface-suite.js';
import { operatorTokenOf } from './support/operator-server.js';

describeInterfaces('interfaces', (suite) => {
  const { slugOf, paramsOf, make, shown } = suite;

  const publish = ({ interfaceId }: InterfaceRecord, tenant?: string): Promise<InterfaceRecord> =>
    suite.node.call('publishInterface', { interfaceId }, tenant);

  it('are made as drafts with every default, and found again', async () => {
    const slug = slugOf('defaults');
    const record = await make({ slug, description: 'What we do' });
    expect(record).toEqual({
      interfaceId: expect.stringMatching(/^inte_/) as string,
      ownerId: 'olga',
      name: 'Help',
      slug,
      agentId: 'helper',
      status: 'draft',
      publishedAt: null,
      createdAt: record.updatedAt,
      updatedAt: record.updatedAt,
      deletedAt: null,
      revision: 1,
      coverType: 'color',
      coverValue: '#6366f1',
      iconUrl: null,
      title: 'Help desk',
      description: 'What we do',
      primaryColor: '#6366f1',
      fontFamily: 'Inter',
      borderRadius: 12,
      welcomeMessage: 'Hello! How can I help?',
      placeholderText: 'Write a message',
      suggestedPrompts: [],
      locale: null,
      allowFileUpload: false,
      maxFiles: 3,
      maxFileSizeMb: 10,
      allowedFileTypes: ['application/pdf', 'image/*', 'text/*'],
      persistenceType: 'session',
      sessionTimeoutMinutes: 60,
      widgetPosition: 'bottom-right',
      widgetButtonIcon: 'chat',
      widgetButtonText: null,
      widgetInitialState: 'collapsed',
      rateLimitMessages: 10,
      rateLimitWindowSeconds: 60,
      allowedOrigins: [],
      sessionCount: 0,
      messageCount: 0,
      lastActivityAt: null,
    });
    expect(await suite.other.call('getInterface', { interfaceId: record.interfaceId })).toEqual(record);
  });

  it('are made once for each request, however often it is repeated, and on whatever node', async () => {
    const params = paramsOf({ slug: slugOf('once') });
    const all = await Promise.all(
      [suite.node, suite.other, suite.node, suite.other].map((each) => each.call('createInterface', params)),
    );
    expect(new Set(all.map(({ interfaceId }) => interfaceId)).size).toBe(1);
    expect(await suite.node.refusal('createInterface', { ...params, title: 'Another' })).toMatchObject({
      code: 'IdempotencyMismatch',
    });
    expect(await suite.node.call('createInterface', params)).toEqual(all[0]);
  });

  it('may be made again under a request id that was refused', async () => {
    await make({ slug: slugOf('first') });
    const params = paramsOf({ slug: slugOf('first') });
    expect(await suite.node.refusal('createInterface', params)).toMatchObject({ code: 'SlugTaken' });
    await suite.node.call('createInterface', { ...params, slug: slugOf('second') });
  });

  it('get a slug from their title where none is given', async () => {
    const title = `Crème brûlée n° ${suite.count}00`;
    const first = await make({ title });
    const second = await make({ title });
    expect(first.slug).toMatch(/^creme-brulee-n-\d+$/);
    expect(second.slug).toBe(`${first.slug}-2`);
    expect((await make({ title: '日本', name: '日本' })).slug).toMatch(/^chat-/);
  });

  it('are shown to visitors while they are published, on every suite.node at once', async () => {
    const record = await make({ slug: slugOf('shown') });
    expect(await shown(record.slug)).toBe(404);
    const published = await publish(record);
    expect(published).toMatchObject({ status: 'published', revision: 2 });
    expect(published.publishedAt).not.toBeNull();
    expect(await publish(record)).toEqual(published);
    expect([await shown(record.slug), await shown(record.slug, suite.other)]).toEqual([200, 200]);
    const { interfaceId } = record;
    const draft = await suite.other.call('unpublishInterface', { interfaceId });
    expect(draft).toMatchObject({ status: 'draft', publishedAt: null });
    expect([await shown(record.slug), await shown(record.slug, suite.other)]).toEqual([404, 404]);
  });

  it('let nothing private out of the public view', async () => {
    const record = await make({
      slug: slugOf('public'),
      suggestedPrompts: [{ text: 'Where?', icon: '🗺', secret: 'x' } as { text: string }],
      allowFileUpload: true,
      allowedOrigins: ['https://example.com'],
      locale: 'de-CH',
    });
    await publish(record);
    const response = await suite.node.fetch('GET', `/api/public/interfaces/${record.slug}`);
    const view: unknown = await response.json();
    expect(view).toEqual({
      slug: record.slug,
      title: 'Help desk',
      description: null,
      welcomeMessage: 'Hello! How can I help?',
      placeholderText: 'Write a message',
      suggestedPrompts: [{ text: 'Where?', icon: '🗺' }],
      locale: 'de-CH',
      persistenceType: 'session',
      coverType: 'color',
      coverValue: '#6366f1',
      iconUrl: null,
      primaryColor: '#6366f1',
      fontFamily: 'Inter',
      borderRadius: 12,
      uploads: {
        maxFiles: 3,
        maxFileSizeMb: 10,
        allowedFileTypes: ['application/pdf', 'image/*', 'text/*'],
      },
      widget: { position: 'bottom-right', buttonIcon: 'chat', buttonText: null, initialState: 'collapsed' },
    });
    expect(await suite.node.call('previewInterface', { interfaceId: record.interfaceId })).toEqual(view);
  });

  it('can be looked at as drafts by operators alone', async () => {
    const { interfaceId, slug } = await make({ slug: slugOf('draft') });
    expect(await suite.node.call('previewInterface', { interfaceId })).toMatchObject({ slug });
    for (const token of [undefined, 'nobody']) {
      const response = await suite.node.fetch('GET', `/api/interfaces/${interfaceId}/preview`, {
        ...(token !== undefined && { token }),
      });
      expect(response.status).toBe(401);
    }
  });

  it('change field by field, and not where somebody else changed them before', async () => {
    const { interfaceId } = await make({ slug: slugOf('changing') });
    suite.clock.advance(1_000);
    const changed = await suite.node.call('updateInterface', {
      interfaceId,
      revision: 1,
      changes: { title: 'New', borderRadius: 4, suggestedPrompts: [{ text: 'Why?' }] },
    });
    expect(changed).toMatchObject({ title: 'New', borderRadius: 4, name: 'Help', revision: 2 });
    expect(Date.parse(changed.updatedAt)).toBe(Date.parse(changed.createdAt) + 1_000);
    expect(
      await suite.node.refusal('updateInterface', { interfaceId, revision: 1, changes: { title: 'Newer' } }),
    ).toMatchObject({ code: 'CasConflict', details: { expected: 1, actual: 2 } });
    expect(await suite.node.call('getInterface', { interfaceId })).toEqual(changed);
    for (const method of ['publishInterface', 'unpublishInterface', 'deleteInterface'] as const) {
      expect(await suite.node.refusal(method, { interfaceId, revision: 1 })).toMatchObject({
        code: 'CasConflict',
      });
    }
  });

  it('keep every change of many that say nothing of a revision', async () => {
    const { interfaceId } = await make({ slug: slugOf('many') });
    const changes = [{ title: 'T' }, { welcomeMessage: 'W' }, { maxFiles: 7 }, { locale: 'fr' }];
    await Promise.all(
      changes.map((each, index) =>
        (index % 2 === 0 ? suite.node : suite.other).call('updateInterface', { interfaceId, changes: each }),
      ),
    );
    const record = await suite.node.call('getInterface', { interfaceId });
    expect(record).toMatchObject(Object.assign({}, ...changes) as object);
    expect(record.revision).toBe(5);
  });

  it.each([
    ['primaryColor', { primaryColor: 'red; x: url(//evil.example)' }],
    ['fontFamily', { fontFamily: 'x; @import url(//evil.example)' }],
    ['coverValue', { coverType: 'gradient', coverValue: 'url(https://evil.example)' }],
    ['coverValue', { coverType: 'color', coverValue: 'var(--x)' }],
    ['coverValue', { coverType: 'image', coverValue: 'https://evil.example/x.png' }],
    ['coverValue', { coverType: 'image' }],
    ['iconUrl', { iconUrl: '//evil.example/x.png' }],
    ['iconUrl', { iconUrl: 'javascript:alert(1)' }],
    ['iconUrl', { iconUrl: '/\\evil.example' }],
    ['iconUrl', { iconUrl: 'data:image/png;base64,AAAA' }],
    ['widgetButtonIcon', { widgetButtonIcon: 'https://evil.example/x.png' }],
    ['locale', { locale: 'not a language' }],
    ['allowedOrigins', { allowedOrigins: ['https://example.com/'] }],
    ['allowedOrigins', { allowedOrigins: ['*'] }],
    ['allowedFileTypes', { allowedFileTypes: ['exe'] }],
    ['title', { title: 'a\u202eb' }],
    ['description', { description: 'x'.repeat(2_001) }],
    ['borderRadius', { borderRadius: 65 }],
    ['sessionTimeoutMinutes', { sessionTimeoutMinutes: 525_601 }],
    ['changes.name', { name: '' }],
    ['changes.status', { status: 'archived' }],
  ] as const)('refuse a bad %s (case %#)', async (path, changes) => {
    const { interfaceId } = await make({ slug: slugOf('bad') });
    const params = { interfaceId, changes: changes as MethodParams<'updateInterface'>['changes'] };
    if (path === 'changes.status') {
      // Not a field that an owner writes: it counts for nothing.
      expect(await suite.node.call('updateInterface', params)).toMatchObject({ status: 'draft' });
      return;
    }
    expect(await suite.node.refusal('updateInterface', params)).toMatchObject({
      code: 'InvalidRequest',
      details: { path },
    });
    expect(await suite.node.call('getInterface', { interfaceId })).toMatchObject({ revision: 1 });
  });

  it('have an agent that there is, and keep it', async () => {
    expect(await suite.node.call('listAgents', {})).toEqual({
      agents: [AGENTS[0], { ...AGENTS[1], description: null, updatedAt: null }],
    });
    expect(await suite.node.refusal('createInterface', paramsOf({ agentId: 'nobody' }))).toMatchObject({
      code: 'UnknownAgent',
    });
    const { interfaceId } = await make({ slug: slugOf('agent') });
    const changes = { agentId: 'seller', title: 'T' } as MethodParams<'updateInterface'>['changes'];
    expect(await suite.node.call('updateInterface', { interfaceId, changes })).toMatchObject({
      agentId: 'helper',
      title: 'T',
    });
  });

  it('are listed by agent, status, owner and words, the last changed first, in pages', async () => {
    const tenant = `lister-${suite.count}`;
    const all: InterfaceRecord[] = [];
    for (const [index, agentId] of ['helper', 'seller', 'helper', 'seller'].entries()) {
      suite.clock.advance(1_000);
      const name = index === 2 ? 'Über uns' : `Name ${index}`;
      const ownerId = index === 0 ? 'ada' : 'olga';
      all.push(await make({ name, agentId, ownerId, slug: slugOf(`list-${'abcd'.charAt(index)}`) }, tenant));
    }
    suite.clock.advance(1_000);
    await publish(all[1] as InterfaceRecord, tenant);
    const found = async (filter: MethodParams<'listInterfaces'>) =>
      (await suite.node.call('listInterfaces', filter, tenant)).interfaces.map(({ interfaceId }) =>
        all.findIndex((each) => each.interfaceId === interfaceId),
      );
    expect(await found({})).toEqual([1, 3, 2, 0]);
    expect(await found({ agentId: 'seller' })).toEqual([1, 3]);
    expect(await found({ status: 'published' })).toEqual([1]);
    expect(await found({ status: 'draft', agentId: 'helper' })).toEqual([2, 0]);
    expect(await found({ ownerId: 'ada' })).toEqual([0]);
    expect(await found({ search: 'ÜBER' })).toEqual([2]);
    expect(await found({ search: slugOf('list-d') })).toEqual([3]);
    expect(await found({ search: 'nothing like it' })).toEqual([]);

    const first = await suite.node.call('listInterfaces', { limit: 3 }, tenant);
    expect(first).toMatchObject({ total: 4, next: expect.any(String) as string });
    const second = await suite.node.call('listInterfaces', { limit: 3, after: first.next ?? '' }, tenant);
    expect(second.interfaces.map(({ interfaceId }) => interfaceId)).toEqual([all[0]?.interfaceId]);
    expect(second.next).toBeNull();
  });

  it('are copied as drafts with names of their own', async () => {
    const source = await make({ slug: slugOf('original'), title: 'T', rateLimitMessages: 99 });
    await publish(source);
    const { interfaceId } = source;
    const params = { interfaceId, clientRequestId: `copy-${suite.count}` };
    const copy = await suite.node.call('duplicateInterface', params);
    expect(copy).toMatchObject({
      name: 'Help (copy)',
      title: 'T',
      rateLimitMessages: 99,
      status: 'draft',
      publishedAt: null,
      revision: 1,
    });
    expect(copy.interfaceId).not.toBe(interfaceId);
    expect(copy.slug).toBe(`${source.slug}-2`);
    expect(await suite.other.call('duplicateInterface', params)).toEqual(copy);
    const named = await suite.node.call('duplicateInterface', {
      interfaceId,
      clientRequestId: `named-${suite.count}`,
      name: 'Named',
      slug: slugOf('named'),
    });
    expect(named).toMatchObject({ name: 'Named', slug: slugOf('named') });
  });

  it('leave every list and their slugs for good when they are deleted', async () => {
    const slug = slugOf('gone');
    const record = await publish(await make({ slug }));
    const { interfaceId } = record;
    expect(await suite.node.call('deleteInterface', { interfaceId })).toEqual({});
    expect(await shown(slug, suite.other)).toBe(404);
    expect(await suite.node.refusal('getInterface', { interfaceId })).toMatchObject({
      code: 'UnknownInterface',
    });
    for (const method of ['publishInterface', 'deleteInterface'] as const) {
      expect(await suite.node.refusal(method, { interfaceId })).toMatchObject({ code: 'UnknownInterface' });
    }
    const listed = await suite.node.call('listInterfaces', { search: slug });
    expect(listed.total).toBe(0);
    for (const tenant of ['default', 'another']) {
      expect(await suite.node.refusal('createInterface', paramsOf({ slug }), tenant)).toMatchObject({
        code: 'SlugTaken',
        details: { reason: 'retired', suggestion: `${slug}-2` },
      });
    }
    suite.clock.advance(600_000);
    expect(await suite.node.refusal('createInterface', paramsOf({ slug }))).toMatchObject({
      code: 'SlugTaken',
    });
  });

  it('still are where visitors saw them after they have moved, and leave an unseen slug free', async () => {
    const [one, two, three] = [slugOf('move-a'), slugOf('move-b'), slugOf('move-c')];
    const { interfaceId } = await make({ slug: one });
    const moved = await suite.node.call('updateInterface', {
      interfaceId,
      changes: { slug: two, title: 'Moved' },
    });
    expect(moved).toMatchObject({ slug: two, title: 'Moved', revision: 2 });
    await make({ slug: one });
    await suite.node.call('publishInterface', { interfaceId });
    await suite.node.call('updateInterface', { interfaceId, changes: { slug: three } });
    expect([await shown(two), await shown(three)]).toEqual([200, 200]);
    const view = await suite.node.fetch('GET', `/api/public/interfaces/${two}`);
    expect(await view.json()).toMatchObject({ slug: three });
    expect(await suite.node.refusal('createInterface', paramsOf({ slug: two }))).toMatchObject({
      code: 'SlugTaken',
    });
    expect(await suite.node.call('updateInterface', { interfaceId, changes: { slug: two } })).toMatchObject({
      slug: two,
    });
    await suite.node.call('deleteInterface', { interfaceId });
    for (const slug of [two, three]) {
      expect(await suite.node.call('checkSlug', { slug })).toMatchObject({ free: false, fault: 'retired' });
    }
  });

  it('keep their visitors when they move to another slug', async () => {
    const [one, two] = [slugOf('kept-a'), slugOf('kept-b')];
    const { interfaceId } = await publish(await make({ slug: one, persistenceType: 'local_storage' }));
    const begin = async (slug: string, body: object): Promise<MethodResult<'createSession'>> => {
      const response = await suite.node.fetch('POST', `/api/public/interfaces/${slug}/sessions`, { body });
      return (await response.json()) as MethodResult<'createSession'>;
    };
    const { conversationId, persistenceToken } = await begin(one, {});
    await suite.node.call('updateInterface', { interfaceId, changes: { slug: two } });
    const back = await begin(two, { persistenceToken });
    expect(back).toMatchObject({ conversationId, resumed: true });
    const ended = await suite.node.fetch('DELETE', `/api/public/interfaces/${two}/sessions/current`, {
      token: back.sessionToken,
    });
    expect(ended.status).toBe(200);
  });

  it('of two tenants are apart', async () => {
    const mine = await make({ slug: slugOf('mine') });
    const { interfaceId } = mine;
    const at = { interfaceId };
    expect(await suite.node.refusal('getInterface', at, 'another')).toMatchObject({
      code: 'UnknownInterface',
    });
    const refused = [
      suite.node.refusal('updateInterface', { ...at, changes: { title: 'x' } }, 'another'),
      suite.node.refusal('publishInterface', at, 'another'),
      suite.node.refusal('unpublishInterface', at, 'another'),
      suite.node.refusal('deleteInterface', at, 'another'),
      suite.node.refusal('previewInterface', at, 'another'),
      suite.node.refusal('duplicateInterface', { ...at, clientRequestId: 'x' }, 'another'),
      suite.node.refusal('checkSlug', { slug: 'free-one', ...at }, 'another'),
    ];
    for (const refusal of await Promise.all(refused)) expect(refusal.code).toBe('UnknownInterface');
    const response = await suite.node.fetch('POST', `/api/interfaces/${interfaceId}/assets`, {
      token: operatorTokenOf('another'),
      body: new Uint8Array([1]),
    });
    expect(response.status).toBe(404);
    expect(await suite.node.call('listInterfaces', { search: mine.slug }, 'another')).toMatchObject({
      total: 0,
    });
    expect(await suite.node.call('getInterface', at)).toEqual(mine);
  });
});
