import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachmentPart } from './attachment-part.js';
import { httpFiles } from './http-files.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let url: string;
let handle: Handler;

beforeEach(async () => {
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const FILE = new File(['three little words'], 'a plan & more.txt', { type: 'text/plain' });
const STORED = { attachmentId: 'a1', name: FILE.name, contentType: 'text/plain', sizeBytes: 18, docId: 'd1' };

function answer(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

describe('an upload over HTTP', () => {
  it('sends the file as it is, by name and type, with the token', async () => {
    const seen: unknown[] = [];
    handle = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization, 'content-type': type } = request.headers;
        seen.push(request.method, request.url, authorization, type, Buffer.concat(chunks).toString());
        answer(response, 201, { ...STORED, version: 1, somethingNew: true });
      });
    };
    const told: number[] = [];
    const { upload } = httpFiles({ url: `${url}/`, token: () => 'secret' });
    const stored = await upload('c 1', FILE, { onProgress: (sent) => told.push(sent) });
    expect(stored).toEqual(STORED);
    expect(seen).toEqual([
      'POST',
      '/api/conversations/c%201/attachments?name=a%20plan%20%26%20more.txt',
      'Bearer secret',
      'text/plain',
      'three little words',
    ]);
    expect(told).toEqual([0, 18]);
  });

  it('says what the server says, and how long to wait', async () => {
    const refusal = { code: 'RateLimited', message: 'Too many files.', retryable: true };
    handle = (request, response) => {
      request.resume();
      answer(response, 429, refusal, { 'retry-after': '7' });
    };
    await expect(httpFiles({ url }).upload('c1', FILE)).rejects.toMatchObject({
      ...refusal,
      details: { retryAfterMs: 7_000 },
    });
  });

  it('is a typed error when a proxy answers, when nobody does, and when the answer is another', async () => {
    handle = (request, response) => {
      request.resume();
      response.writeHead(413, { 'content-type': 'text/html' });
      response.end('<h1>Too large</h1>');
    };
    const { upload } = httpFiles({ url });
    await expect(upload('c1', FILE)).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    handle = (request, response) => {
      request.resume();
      answer(response, 200, { id: 'a1' });
    };
    await expect(upload('c1', FILE)).rejects.toMatchObject({ code: 'MalformedFrame' });
    handle = (request) => request.destroy();
    await expect(upload('c1', FILE)).rejects.toMatchObject({ code: 'ConnectionLost' });
  });

  it('can be called off, before and on the way', async () => {
    handle = (request) => void request.resume();
    const { upload } = httpFiles({ url });
    const calledOff = { signal: AbortSignal.abort() };
    await expect(upload('c1', FILE, calledOff)).rejects.toMatchObject({ code: 'Aborted' });
    const controller = new AbortController();
    const arrived = new Promise<void>((resolve) => {
      handle = (request) => {
        request.resume();
        resolve();
      };
    });
    const sent = upload('c1', FILE, { signal: controller.signal });
    await arrived;
    controller.abort();
    await expect(sent).rejects.toMatchObject({ code: 'Aborted' });
  });
});

describe('a file on a server', () => {
  it('is carried by a part of a message, found by its address, and taken back', async () => {
    const asked: unknown[] = [];
    handle = (request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      request.resume();
      answer(response, 200, { status: 'ready', contentUrl: '/api/content', viewUrl: '/api/view' });
    };
    const files = httpFiles({ url });
    expect(attachmentPart(STORED)).toEqual({ type: 'attachment', partId: 'a1', ...STORED });
    expect(attachmentPart(STORED, 'p2').partId).toBe('p2');
    expect(await files.address('a1')).toBe(`${url}/api/content`);
    expect(await files.address('a1', { purpose: 'view' })).toBe(`${url}/api/view`);
    await files.withdraw('a1');
    expect(asked).toEqual([
      'GET /api/attachments/a1',
      'GET /api/attachments/a1',
      'DELETE /api/attachments/a1',
    ]);
    handle = (_, response) =>
      answer(response, 200, { status: 'ready', contentUrl: 'https://elsewhere.example/' });
    await expect(files.address('a1')).rejects.toMatchObject({ code: 'MalformedFrame' });
    handle = (_, response) => answer(response, 200, { status: 'held' });
    await expect(files.address('a1')).rejects.toMatchObject({ code: 'AttachmentHeld' });
  });
});
