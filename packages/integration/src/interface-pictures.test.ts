import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type InterfaceServer, openInterfaceServer } from './support/interface-server.js';
import { type OperatorNode, operatorTokenOf } from './support/operator-server.js';
import { TEST_STORES } from './support/test-stores.js';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1]);

describe.each(TEST_STORES)('the pictures of interfaces on $name', ({ skipped, ...kind }) => {
  let opened: InterfaceServer;
  let node: OperatorNode;
  let other: OperatorNode;
  let made = 0;
  const make: InterfaceServer['make'] = (fields, tenant) => opened.make(fields, tenant);
  const slugOf = (name: string): string => `${name}-${made}`;

  describe.skipIf(skipped)(skipped === false ? 'are kept' : skipped, () => {
    beforeAll(async () => {
      opened = await openInterfaceServer({ ...kind, skipped });
      ({ node, other } = opened);
    });
    afterAll(() => opened.close());
    beforeEach(() => {
      made += 1;
    });

    const upload = (interfaceId: string, body: Uint8Array, headers: Record<string, string> = {}) =>
      node.fetch('POST', `/api/interfaces/${interfaceId}/assets`, {
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
      const served = await other.fetch('GET', url);
      expect(new Uint8Array(await served.arrayBuffer())).toEqual(PNG);
      expect(Object.fromEntries(served.headers)).toMatchObject({
        'content-type': 'image/png',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': expect.stringContaining('sandbox') as string,
      });
      const changes = { coverType: 'image', coverValue: url, iconUrl: url, widgetButtonIcon: url } as const;
      await node.call('updateInterface', { interfaceId, changes });
      const stranger = await make({ slug: slugOf('stranger') });
      expect(
        await node.refusal('updateInterface', {
          interfaceId: stranger.interfaceId,
          changes: { iconUrl: url },
        }),
      ).toMatchObject({ details: { path: 'iconUrl' } });

      const copy = await node.call('duplicateInterface', {
        interfaceId,
        clientRequestId: `picture-${made}`,
      });
      expect(copy.iconUrl).not.toBe(url);
      expect((await node.fetch('GET', copy.iconUrl ?? '')).status).toBe(200);
      const again = { iconUrl: copy.iconUrl };
      await node.call('updateInterface', { interfaceId: copy.interfaceId, changes: again });
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
        expect((await node.fetch('GET', `/api/public/interface-assets/${name}`)).status).toBe(404);
      }
    });
  });
});
