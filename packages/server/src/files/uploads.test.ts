import { describe, expect, it } from 'vitest';
import { corpus, startFileServer } from '../test-support/file-server.js';
import { bodyOf, rawExchange } from '../test-support/test-server.js';

const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
);
const JPEG = Uint8Array.of(
  0xff,
  0xd8,
  0xff,
  0xe0,
  0,
  16,
  0x4a,
  0x46,
  0x49,
  0x46,
  0,
  1,
  1,
  0,
  0,
  1,
  0,
  1,
  0,
  0,
);
const MIB = 1024 * 1024;

async function setUp(options: Parameters<typeof startFileServer>[0] = {}) {
  const server = await startFileServer(options);
  return { server, session: await server.createSession() };
}

describe('an upload', () => {
  it('is kept as it is, described by what it is, and carried by a message', async () => {
    const { server, session } = await setUp();
    const body = 'Grüße, first we measure.';
    const info = await server.uploaded(session, { name: 'C:\\plans\\a plan.txt', body });
    const bytes = new TextEncoder().encode(body);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    expect(info).toMatchObject({
      conversationId: session.conversationId,
      name: 'a plan.txt',
      contentType: 'text/plain',
      sizeBytes: bytes.length,
      hash: Buffer.from(digest).toString('hex'),
      createdBy: session.participantId,
      status: 'released',
      viewUrl: null,
    });
    expect(await server.onDisk()).toEqual([info.attachmentId]);
    expect((await server.sendFiles(session, info.attachmentId)).status).toBe(200);
    const events = await server.call('GET', `/api/conversations/${session.conversationId}/events`, {
      token: session.sessionToken,
    });
    expect(JSON.stringify(await events.json())).toContain('"name":"a plan.txt","contentType":"text/plain"');
  });

  it.each([
    ['a picture is what its bytes are', 'image/gif', PNG, 'image/png', 'a.txt.png'],
    ['a picture by another name', 'image/png', JPEG, 'image/jpeg', 'a.txt.jpg'],
    ['a text without a type', '', 'hello', 'text/plain', 'a.txt'],
    ['a text of any kind of text', 'text/csv; charset=x', 'a,b', 'text/csv', 'a.txt'],
    ['a page is a text, to be saved', 'text/html', '<p>hi', 'text/html', 'a.txt'],
  ])('%s', async (_, type, body, contentType, name) => {
    const { server, session } = await setUp();
    expect(await server.uploaded(session, { type, body })).toMatchObject({ contentType, name });
  });

  it.each([
    ['a page called a picture', 'image/png', '<html><script>alert(1)</script>'],
    ['a text with an encoding of its own', 'text/plain', Uint8Array.of(0xff, 0xfe, 0x3c, 0)],
    ['a text that becomes none later', 'text/plain', new Uint8Array(200_000).fill(65).with(199_999, 0xc3)],
    ['a program', 'text/plain', new TextEncoder().encode('\u007fELF\u0001\u0001\u0001').with(0, 0x7f)],
    ['bytes that nothing is known of', 'image/x-unknown', Uint8Array.of(1, 0, 2, 0, 3)],
    ['a drawing that may hold a script', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['an archive', 'application/pdf', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0)],
  ])('%s is not taken, and nothing of it stays', async (_, type, body) => {
    const { server, session } = await setUp();
    const response = await server.upload(session, { type, body });
    expect([response.status, (await bodyOf(response))['code']]).toEqual([415, 'UnsupportedMediaType']);
    expect(await server.onDisk()).toEqual([]);
  });

  it('takes a drawing, or a format of its own, where it is allowed by its very name', async () => {
    const allowedFileTypes = ['image/svg+xml', 'application/x-own'];
    const { server, session } = await setUp({
      demo: { uploads: { maxFiles: 3, maxFileSizeMb: 1, allowedFileTypes } },
      attachmentLimits: { allowedTypes: ['*/*'] },
    });
    const svg = await server.uploaded(session, { type: 'image/svg+xml', body: '<svg/>' });
    expect([svg.contentType, svg.viewUrl]).toEqual(['image/svg+xml', null]);
    const own = await server.uploaded(session, { type: 'application/x-own', body: Uint8Array.of(1, 0, 2) });
    expect(own.contentType).toBe('application/x-own');
    expect((await server.upload(session, { type: 'image/png', body: PNG })).status).toBe(415);
  });

  it.each([
    ['a form', { type: 'multipart/form-data; boundary=x', body: '--x--' }, 400],
    ['nothing at all', { body: '' }, 400],
    ['an encoding', { body: 'x', headers: { 'content-encoding': 'gzip' } }, 400],
    ['a document of an impossible name', { body: 'x', query: { docId: 'x'.repeat(200) } }, 400],
  ])('of %s is refused', async (_, file, status) => {
    const { server, session } = await setUp();
    expect((await server.upload(session, file)).status).toBe(status);
    expect(await server.onDisk()).toEqual([]);
  });

  it('is refused where the interface takes none, and no interface says so without files', async () => {
    const { server, session } = await setUp({ demo: { uploads: null } });
    expect((await server.upload(session, { body: 'x' })).status).toBe(403);
  });
});

describe('the size of an upload', () => {
  it('is refused by what it says before anything of it is read', async () => {
    const { server, session } = await setUp();
    const answer = await rawExchange(
      server.port,
      `POST /api/conversations/${session.conversationId}/attachments?name=a HTTP/1.1\r\nhost: localhost\r\n` +
        `authorization: Bearer ${session.sessionToken}\r\nconnection: close\r\ncontent-length: ${MIB + 1}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain(`"maxBytes":${MIB}`);
  });

  it('is counted while it arrives, when nobody has said it', async () => {
    const { server, session } = await setUp();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 5_000) controller.close();
        else controller.enqueue(new Uint8Array(16_384).fill(65));
      },
    });
    const refused = await server.upload(session, { body });
    // By the interface's own limit, which is smaller than that of all files.
    expect([refused.status, await bodyOf(refused)]).toMatchObject([413, { details: { maxBytes: MIB } }]);
    expect(sent).toBeLessThan(2_500);
    expect(await server.onDisk()).toEqual([]);
    const whole = await server.uploaded(session, { body: new Uint8Array(MIB).fill(65) });
    expect(whole.sizeBytes).toBe(MIB);
  });

  it('is cut off without a trace when its sender leaves', async () => {
    const { server, session } = await setUp();
    const leaving = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(new Uint8Array(100_000).fill(65));
        // Once some of it is on the disk.
        if ((await server.onDisk()).length > 0) leaving.abort();
        await new Promise((resolve) => setTimeout(resolve, 5));
      },
    });
    const { conversationId, sessionToken } = session;
    const request = fetch(`${server.url}/api/conversations/${conversationId}/attachments?name=a`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sessionToken}`, 'content-type': 'text/plain' },
      body,
      duplex: 'half',
      signal: leaving.signal,
    } as RequestInit);
    await expect(request).rejects.toThrow();
    await expect.poll(() => server.onDisk(), { timeout: 20_000 }).toEqual([]);
    expect(await server.attachments.countWaiting({ tenant: 'default', conversationId })).toBe(0);
  });
});

describe('the number of uploads', () => {
  it('is limited in a message by its interface', async () => {
    const { server, session } = await setUp();
    const ids: string[] = [];
    for (const body of ['1', '2', '3']) ids.push((await server.uploaded(session, { body })).attachmentId);
    const refused = await server.sendFiles(session, ...ids);
    expect([refused.status, (await bodyOf(refused))['code']]).toEqual([400, 'InvalidMessage']);
    expect((await server.sendFiles(session, ...ids.slice(1))).status).toBe(200);
  });

  it('is limited in a while, exactly, also for those at the same time', async () => {
    const { server, session } = await setUp({ files: { uploadLimit: { files: 3, windowSeconds: 60 } } });
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await server.upload(session, { body: 'x' })).status),
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(3);
    const refused = await server.upload(session, { body: 'x' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  });

  it('is limited while they wait for a message; what is taken back makes room', async () => {
    const { server, session } = await setUp({ files: { maxWaitingFiles: 2 } });
    const [first, second] = [
      await server.uploaded(session, { body: '1' }),
      await server.uploaded(session, { body: '2' }),
    ];
    const full = await server.upload(session, { body: '3' });
    expect([full.status, await bodyOf(full)]).toMatchObject([413, { details: { maxWaitingFiles: 2 } }]);
    const token = session.sessionToken;
    expect((await server.call('DELETE', `/api/attachments/${first.attachmentId}`, { token })).status).toBe(
      200,
    );
    expect(await server.onDisk()).toEqual([second.attachmentId]);
    await server.uploaded(session, { body: '3' });
    await server.sendFiles(session, second.attachmentId);
    const carried = await server.call('DELETE', `/api/attachments/${second.attachmentId}`, { token });
    expect(carried.status).toBe(403);
    await server.uploaded(session, { body: '4' });
  });
});

describe('hostile uploads and names', () => {
  it('are refused, or kept as what they are under a name that does no harm', async () => {
    const { server, session } = await setUp({
      files: { uploadLimit: null, maxWaitingFiles: 1_000 },
      demo: { uploads: { maxFiles: 3, maxFileSizeMb: 1, allowedFileTypes: ['*/*', 'image/svg+xml'] } },
      attachmentLimits: { allowedTypes: ['*/*'] },
    });
    const uploads = corpus('hostile-uploads') as unknown as { name: string; declared: string; b64: string }[];
    const outcomes: Record<string, string> = {};
    for (const { name, declared, b64 } of uploads) {
      const response = await server.upload(session, {
        name,
        type: declared,
        body: Buffer.from(b64, 'base64'),
      });
      const answer = await bodyOf(response);
      outcomes[name] = answer[response.status === 201 ? 'contentType' : 'code'] as string;
    }
    expect(outcomes).toEqual({
      'html-as-png.png': 'UnsupportedMediaType',
      'gif-js-polyglot.gif': 'image/gif',
      'svg.svg': 'image/svg+xml',
      'svg-as-png.png': 'UnsupportedMediaType',
      'utf16.html.txt': 'UnsupportedMediaType',
      'mhtml.txt': 'text/plain',
      'x.xml': 'text/xml',
      'xxe.svg': 'image/svg+xml',
      'billion-laughs.svg': 'image/svg+xml',
      'pixel-bomb.png': 'image/png',
      'pdf-js.pdf': 'application/pdf',
      'empty.png': 'InvalidRequest',
      'csv.csv': 'text/csv',
    });
    const names = corpus('hostile-filenames') as unknown as string[];
    for (const name of names) {
      const info = await server.uploaded(session, { name, body: 'x' });
      const { headers } = await fetch(server.url + (info.contentUrl ?? ''));
      expect(info.name, name).toMatch(/^[^\p{Cc}\p{Cs}/\\<>:"|?*\u200b\u202e]+$/u);
      expect(info.name, name).not.toMatch(/^[.-]|[. ]$|^(con|nul|aux|com1)(\.|$)/i);
      expect(new TextEncoder().encode(info.name).length, name).toBeLessThanOrEqual(200);
      expect(headers.get('content-disposition'), name).toMatch(
        /^attachment; filename="[\w. ()-]+"; filename\*=UTF-8''[\w.~%!-]+$/,
      );
      expect([headers.get('set-cookie'), headers.get('content-type')], name).toEqual([
        null,
        'text/plain; charset=utf-8',
      ]);
    }
    for (const stored of await server.onDisk()) expect(stored).toMatch(/^atta_[\w-]+$/);
  });
});
