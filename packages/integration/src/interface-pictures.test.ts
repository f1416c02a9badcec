import type { MethodParams } from '@agent-chat/protocol';
import { expect, it } from 'vitest';
import { describeInterfaces } from './support/interface-suite.js';
import { operatorTokenOf } from './support/operator-server.js';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1]);

describeInterfaces('the pictures of interfaces', (suite) => {
  const { slugOf, make } = suite;

  const upload = (interfaceId: string, body: Uint8Array, headers: Record<string, string> = {}) =>
    suite.node.fetch('POST', `/api/interfaces/${interfaceId}/assets`, {
      token: operatorTokenOf('default'),
      body,
      headers,
    });

  it('are served to anyone under a random name, and are for their interface alone', async () => {
    const { interfaceId } = await make({ slug: slugOf('picture') });
    const response = await upload(interfaceId, PNG, { 'content-type': 'image/png' });
    const { url, ...rest } = (await response.json()) as { url: string };
    expect(rest).toEqual({ contentType: 'image/png', sizeBytes: PNG.byteLength });
    expect(url).toMatch(/^\/api\/public\/interface-assets\/pict_\w{24}\.png$/);
    const served = await suite.other.fetch('GET', url);
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': expect.stringContaining('sandbox') as string,
    });
    const changes = { coverType: 'image', coverValue: url, iconUrl: url, widgetButtonIcon: url } as const;
    await suite.node.call('updateInterface', { interfaceId, changes });
    const stranger = await make({ slug: slugOf('stranger') });
    expect(
      await suite.node.refusal('updateInterface', {
        interfaceId: stranger.interfaceId,
        changes: { iconUrl: url },
      }),
    ).toMatchObject({ details: { path: 'iconUrl' } });

    const copy = await suite.node.call('duplicateInterface', {
      interfaceId,
      clientRequestId: `picture-${suite.count}`,
    });
    expect(copy.iconUrl).not.toBe(url);
    expect((await suite.node.fetch('GET', copy.iconUrl ?? '')).status).toBe(200);
    const again = { iconUrl: copy.iconUrl };
    await suite.node.call('updateInterface', { interfaceId: copy.interfaceId, changes: again });
  });

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
    ['a page that says that it is a picture', '<script>alert(1)</script>', 'image/png'],
    ['nothing', '', 'image/png'],
  ])('are not %s', async (_, text, contentType) => {
    const { interfaceId } = await make({ slug: slugOf('no-picture') });
    const response = await upload(interfaceId, new TextEncoder().encode(text), {
      'content-type': contentType,
    });
    expect([response.status, await response.json()]).toMatchObject([415, { code: 'UnsupportedMediaType' }]);
  });

  it('are what they are said to be, and no larger than they may be', async () => {
    const { interfaceId } = await make({ slug: slugOf('large') });
    const said = await upload(interfaceId, PNG, { 'content-type': 'image/jpeg' });
    expect(said.status).toBe(415);
    const large = new Uint8Array(2 * 1024 * 1024 + 1);
    large.set(PNG);
    expect((await upload(interfaceId, large)).status).toBe(413);
  });

  it('under names that nobody was given are not there', async () => {
    for (const name of ['nothing.png', '..%2f..%2fetc', 'pict_000000000000000000000000.png', '__proto__']) {
      expect((await suite.node.fetch('GET', `/api/public/interface-assets/${name}`)).status).toBe(404);
    }
  });

  it('go a day after their interface has shown them last, and stay while it or a deleted one shows them', async () => {
    const DAY_MS = 86_400_000;
    const { interfaceId } = await make({ slug: slugOf('sweep') });
    const add = async (): Promise<string> => {
      const response = await upload(interfaceId, PNG);
      return ((await response.json()) as { url: string }).url;
    };
    const [shownOne, forgotten, replaced] = [await add(), await add(), await add()];
    const change = (changes: MethodParams<'updateInterface'>['changes']) =>
      suite.node.call('updateInterface', { interfaceId, changes });
    const statusOf = async (url: string): Promise<number> => (await suite.other.fetch('GET', url)).status;
    /** Each node looks again an hour after it has looked, by its clock. */
    const gone = (url: string, stepMs: number) =>
      expect
        .poll(
          () => {
            suite.clock.advance(stepMs);
            return statusOf(url);
          },
          { timeout: 20_000 },
        )
        .toBe(404);
    await change({ coverType: 'image', coverValue: shownOne, iconUrl: replaced });
    const noted = async (): Promise<boolean> => {
      suite.clock.advance(600_000);
      const name = forgotten.split('/').at(-1) ?? '';
      const record = await suite.store.records.get('deployment', 'interface-pictures', name);
      return record === null || Object.hasOwn(record as object, 'unusedSince');
    };
    await expect.poll(noted, { timeout: 20_000 }).toBe(true);
    expect(await statusOf(forgotten)).toBe(200);
    await gone(forgotten, DAY_MS);
    expect([await statusOf(shownOne), await statusOf(replaced)]).toEqual([200, 200]);

    await change({ iconUrl: null });
    await suite.node.call('deleteInterface', { interfaceId });
    await gone(replaced, DAY_MS);
    expect(await statusOf(shownOne)).toBe(200);
    await suite.node.call('restoreInterface', { interfaceId });
    expect((await suite.node.call('getInterface', { interfaceId })).coverValue).toBe(shownOne);
  });
});
