import { createMemoryEventStore } from '@agent-chat/core';
import { describe, expect, it, vi } from 'vitest';
import { createDiskFileStore } from '../node/disk-file-store.js';
import { type FileServer, startFileServer } from '../test-support/file-server.js';
import { bodyOf, OPERATOR_TOKEN, type Session } from '../test-support/test-server.js';

const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);

async function setUp(options: Parameters<typeof startFileServer>[0] = {}) {
  const server = await startFileServer(options);
  return { server, session: await server.createSession() };
}

const infoOf = async (server: FileServer, { sessionToken: token }: Session, attachmentId: string) =>
  server.call('GET', `/api/attachments/${attachmentId}`, { token });

describe('the content of a file', () => {
  it('is to be saved, as what it is, and can do nothing where it is shown after all', async () => {
    const { server, session } = await setUp();
    const body = '<script>alert(1)</script>';
    const { contentUrl } = await server.uploaded(session, { name: 'page é.html', type: 'text/html', body });
    const response = await fetch(server.url + (contentUrl ?? ''));
    expect(await response.text()).toBe(body);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(body.length),
      'content-disposition': `attachment; filename="page _.html"; filename*=UTF-8''page%20%C3%A9.html`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
    });
    expect((await fetch(server.url + (contentUrl ?? ''), { method: 'HEAD' })).status).toBe(405);
    const part = await fetch(server.url + (contentUrl ?? ''), { headers: { range: 'bytes=0-3' } });
    expect([part.status, part.headers.get('accept-ranges'), await part.text()]).toEqual([200, 'none', body]);
  });

  it('is shown in place for safe pictures alone', async () => {
    const { server, session } = await setUp();
    const picture = await server.uploaded(session, { name: 'a.png', type: 'image/png', body: PNG });
    const { viewUrl, contentUrl } = picture;
    const { headers } = await fetch(server.url + (viewUrl ?? ''));
    expect(headers.get('content-disposition')).toMatch(/^inline; /);
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    // By its other address it is to be saved, as everything is.
    const saved = await fetch(server.url + (contentUrl ?? ''));
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(saved.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const text = await server.uploaded(session, { body: 'x' });
    expect(text.viewUrl).toBeNull();
  });

  it('is nobody’s whose address was altered anywhere, and of nobody once it is late', async () => {
    const { server, session } = await setUp();
    const one = await server.uploaded(session, { body: 'one' });
    const other = await server.uploaded(session, { body: 'two' });
    const url = new URL(server.url + (one.contentUrl ?? ''));
    const altered: URL[] = [];
    for (const [name, value] of url.searchParams) {
      for (const wrong of [
        '',
        'x',
        `${value}0`,
        value.slice(1),
        name === 'purpose' ? 'view' : '9999999999999',
      ]) {
        const changed = new URL(url);
        changed.searchParams.set(name, wrong);
        altered.push(changed);
      }
      const [missing, doubled] = [new URL(url), new URL(url)];
      missing.searchParams.delete(name);
      doubled.searchParams.append(name, value);
      altered.push(missing, doubled);
    }
    const signature = url.searchParams.get('signature') ?? '';
    for (let at = 0; at < signature.length; at += 7) {
      const changed = new URL(url);
      const digit = signature[at] === '0' ? '1' : '0';
      changed.searchParams.set('signature', signature.slice(0, at) + digit + signature.slice(at + 1));
      altered.push(changed);
    }
    const added = new URL(url);
    added.searchParams.set('more', '1');
    altered.push(added, new URL(url.href.replace(one.attachmentId, other.attachmentId)));
    for (const wrong of altered) {
      const response = await fetch(wrong);
      expect([response.status, (await bodyOf(response))['code']], wrong.search).toEqual([403, 'Forbidden']);
    }
    expect((await fetch(url)).status).toBe(200);
    server.time.advance(299_999);
    expect((await fetch(url)).status).toBe(200);
    server.time.advance(1);
    const late = await fetch(url);
    expect([late.status, await bodyOf(late)]).toMatchObject([403, { details: { reason: 'expired' } }]);
  });

  it('is of one tenant: the key signs for no other, and no other operator sees it', async () => {
    const { server, session } = await setUp({
      authenticate: async ({ headers }) => {
        const tenant = headers.get('authorization')?.replace('Bearer operator-of-', '') ?? '';
        return { kind: 'operator', tenant, participantId: 'op' };
      },
    });
    const { attachmentId, contentUrl, docId } = await server.uploaded(session, { body: 'mine' });
    const paths = [
      `/api/attachments/${attachmentId}`,
      `/api/attachments/${attachmentId}/content`,
      `/api/conversations/${session.conversationId}/documents/${docId}`,
      `/api/conversations/${session.conversationId}/documents/${docId}/content`,
    ];
    for (const path of paths) {
      expect((await server.call('GET', path, { token: 'operator-of-default' })).status, path).toBe(200);
      expect((await server.call('GET', path, { token: 'operator-of-other' })).status, path).toBe(404);
    }
    const stolen = (contentUrl ?? '').replace('tenant=default', 'tenant=other');
    expect((await fetch(server.url + stolen)).status).toBe(403);
  });

  it('can be had by document, in each version', async () => {
    const { server, session } = await setUp();
    const { sessionToken: token, conversationId } = session;
    const first = await server.uploaded(session, { body: 'one', query: { docId: 'plan' } });
    await server.uploaded(session, { body: 'two', query: { docId: 'plan' } });
    const read = async (query: string) =>
      (
        await server.call('GET', `/api/conversations/${conversationId}/documents/plan/content${query}`, {
          token,
        })
      ).text();
    expect([await read(''), await read('?version=1'), await read('?version=2')]).toEqual([
      'two',
      'one',
      'two',
    ]);
    const info = await server.call('GET', `/api/conversations/${conversationId}/documents/plan?version=1`, {
      token,
    });
    expect(await bodyOf(info)).toMatchObject({ attachmentId: first.attachmentId, version: 1 });
    for (const [query, status] of [
      ['?version=0', 400],
      ['?version=x', 400],
      ['?version=3', 404],
    ] as const) {
      const path = `/api/conversations/${conversationId}/documents/plan${query}`;
      expect((await server.call('GET', path, { token })).status).toBe(status);
    }
  });

  it('breaks off instead of its end when it has changed on the disk', async () => {
    const { server, session } = await setUp();
    const { attachmentId, contentUrl } = await server.uploaded(session, { body: 'x'.repeat(200_000) });
    async function* other(): AsyncGenerator<Uint8Array, void, undefined> {
      yield new TextEncoder().encode(`${'x'.repeat(199_999)}y`);
    }
    await createDiskFileStore({ folder: server.folder }).write('default', attachmentId, other());
    const response = await fetch(server.url + (contentUrl ?? ''));
    await expect(response.text()).rejects.toThrow();
  });
});

describe('a scanner', () => {
  it('refuses with its reason, holds until somebody releases, and lets nothing by when it fails', async () => {
    const { server, session } = await setUp({
      files: {
        scanner: {
          async scan({ read, name }) {
            let text = '';
            for await (const chunk of await read()) text += new TextDecoder().decode(chunk);
            if (name === 'fails.txt') throw new Error('The scanner has no power.');
            if (text.includes('virus')) return { verdict: 'refuse', reason: 'It is ill.' };
            return { verdict: text === 'perhaps' ? 'hold' : 'release' };
          },
        },
      },
    });
    const ill = await server.upload(session, { body: 'a virus' });
    expect([ill.status, (await bodyOf(ill))['message']]).toEqual([415, 'It is ill.']);
    const failed = await server.upload(session, { name: 'fails.txt', body: 'x' });
    expect([failed.status, await bodyOf(failed)]).toMatchObject([503, { retryable: true }]);
    expect(server.logs.join()).toContain('The scanner has no power.');
    expect(await server.onDisk()).toEqual([]);

    const held = await server.uploaded(session, { body: 'perhaps' });
    expect([held.status, held.contentUrl]).toEqual(['held', null]);
    expect((await server.sendFiles(session, held.attachmentId)).status).toBe(200);
    const path = `/api/attachments/${held.attachmentId}`;
    const content = () => server.call('GET', `${path}/content`, { token: session.sessionToken });
    const refused = await content();
    expect([refused.status, (await bodyOf(refused))['code']]).toEqual([409, 'AttachmentHeld']);
    const release = (token: string) => server.call('POST', `${path}/release`, { token });
    expect((await release(session.sessionToken)).status).toBe(403);
    expect((await bodyOf(await release(OPERATOR_TOKEN)))['status']).toBe('released');
    expect(await (await content()).text()).toBe('perhaps');
    expect((await bodyOf(await infoOf(server, session, held.attachmentId)))['contentUrl']).toMatch(
      /^\/api\//,
    );
  });
});

describe('files that nobody needs any more', () => {
  it('go after a day when no message carries them, and with their conversation when one does', async () => {
    const { server, session } = await setUp();
    const sent = await server.uploaded(session, { body: 'sent' });
    await server.uploaded(session, { body: 'forgotten' });
    await server.sendFiles(session, sent.attachmentId);
    server.time.advance(86_400_000 + 600_000);
    await expect.poll(() => server.onDisk(), { timeout: 20_000 }).toEqual([sent.attachmentId]);
    const fresh = await asOperator(server, sent.attachmentId);
    expect(fresh.status).toBe(200);
    const { conversationId } = session;
    const erased = await server.call('DELETE', `/api/conversations/${conversationId}?clientRequestId=e1`, {
      token: OPERATOR_TOKEN,
    });
    expect(erased.status).toBe(200);
    expect(await server.onDisk()).toEqual([]);
    const gone = await asOperator(server, sent.attachmentId);
    expect(gone.status).toBe(404);
  });
});

describe('an exported conversation', () => {
  it('breaks off as a page when it is deleted meanwhile, and does not pass for the whole', async () => {
    const events = createMemoryEventStore();
    const { server, session } = await setUp({ store: { events } });
    const reading = vi.spyOn(events, 'read').mockResolvedValue([]);
    const page = await server.call('GET', `/api/conversations/${session.conversationId}/export?format=html`, {
      token: OPERATOR_TOKEN,
    });
    const isWhole = await page.text().then(
      (text) => page.ok && text.includes('</html>'),
      () => false,
    );
    reading.mockRestore();
    expect(isWhole).toBe(false);
  });

  it('has its files, and an import brings them back as they were', async () => {
    const { server, session } = await setUp();
    const { attachmentId } = await server.uploaded(session, { name: 'ä.png', type: 'image/png', body: PNG });
    await server.sendFiles(session, attachmentId);
    const { conversationId } = session;
    const exported = await server.call('GET', `/api/conversations/${conversationId}/export`, {
      token: OPERATOR_TOKEN,
    });
    const file = await exported.text();
    expect(file).toContain(Buffer.from(PNG).toString('base64'));
    const page = await server.call('GET', `/api/conversations/${conversationId}/export?format=html`, {
      token: OPERATOR_TOKEN,
    });
    expect(await page.text()).toContain('ä.png (image/png)');

    const other = await startFileServer();
    const imported = await other.call('POST', '/api/conversation-imports', {
      token: OPERATOR_TOKEN,
      body: file,
    });
    expect(imported.status).toBe(200);
    const content = await asOperator(other, attachmentId);
    expect(new Uint8Array(await content.arrayBuffer())).toEqual(PNG);
    const forged = file.replace(
      `"conversationId":"${conversationId}","docId"`,
      '"conversationId":"another","docId"',
    );
    expect(forged).not.toBe(file);
    const refused = await other.call('POST', '/api/conversation-imports', {
      token: OPERATOR_TOKEN,
      body: forged,
    });
    expect(refused.status).toBe(400);
  });
});

/** As the operator, whose token does not expire. */
function asOperator(server: FileServer, attachmentId: string): Promise<Response> {
  return server.call('GET', `/api/attachments/${attachmentId}/content`, { token: OPERATOR_TOKEN });
}
