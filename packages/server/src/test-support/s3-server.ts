import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';

/** Something that speaks the wire format of S3 over a real socket, with its objects in memory. */
export interface S3Server {
  readonly url: string;
  /** By bucket and key. */
  readonly objects: ReadonlyMap<string, Buffer>;
  /** Multipart uploads that were begun and neither completed nor aborted. */
  unfinished(): number;
  /** Every request, as its verb and path. */
  readonly requests: readonly string[];
  /** Answers the next requests with 500. */
  fail(isFailing: boolean): void;
  close(): Promise<void>;
}

interface PartialObject {
  readonly key: string;
  readonly parts: Map<number, Buffer>;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?>';

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, PartialObject>();
  const requests: string[] = [];
  let isFailing = false;
  let ids = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const key = decodeURIComponent(pathname.slice(1));
    requests.push(`${request.method} ${pathname}${uploadNote(searchParams)}`);
    const body = await bodyOf(request);
    const send = (
      status: number,
      content: Buffer | string = '',
      headers: Record<string, string> = {},
    ): void => {
      response.writeHead(status, { 'content-length': String(Buffer.byteLength(content)), ...headers });
      response.end(request.method === 'HEAD' ? undefined : content);
    };
    const notFound = (code: string): void =>
      send(404, `${XML}<Error><Code>${code}</Code><Message>none</Message></Error>`, {
        'content-type': 'application/xml',
      });
    if (!/^AWS4-HMAC-SHA256 /.test(request.headers.authorization ?? '')) return send(403);
    if (isFailing) return send(500);
    const uploadId = searchParams.get('uploadId');
    const upload = uploadId === null ? undefined : uploads.get(uploadId);
    const found = objects.get(key);
    switch (request.method) {
      case 'POST': {
        if (searchParams.has('uploads')) {
          const id = `upload-${(ids += 1)}`;
          uploads.set(id, { key, parts: new Map() });
          const fields = `<Key>${key}</Key><UploadId>${id}</UploadId>`;
          return send(200, `${XML}<InitiateMultipartUploadResult>${fields}</InitiateMultipartUploadResult>`);
        }
        if (upload === undefined || uploadId === null) return notFound('NoSuchUpload');
        const named = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) =>
          Number(number),
        );
        objects.set(key, Buffer.concat(named.map((number) => upload.parts.get(number) ?? Buffer.alloc(0))));
        uploads.delete(uploadId);
        return send(
          200,
          `${XML}<CompleteMultipartUploadResult><Key>${key}</Key><ETag>"e"</ETag></CompleteMultipartUploadResult>`,
        );
      }
      case 'PUT': {
        const etag = `"${createHash('md5').update(body).digest('hex')}"`;
        if (uploadId === null) objects.set(key, body);
        else if (upload === undefined) return notFound('NoSuchUpload');
        else upload.parts.set(Number(searchParams.get('partNumber')), body);
        return send(200, '', { etag });
      }
      case 'DELETE':
        if (uploadId === null) objects.delete(key);
        else uploads.delete(uploadId);
        return send(204);
      default:
        if (found === undefined) return notFound('NoSuchKey');
        response.writeHead(200, { 'content-length': String(found.length), etag: '"e"' });
        return void response.end(request.method === 'HEAD' ? undefined : found);
    }
  };

  const http = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    objects,
    requests,
    unfinished: () => uploads.size,
    fail: (failing) => {
      isFailing = failing;
    },
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function uploadNote(query: URLSearchParams): string {
  if (query.has('uploads')) return '?uploads';
  return query.has('uploadId') ? '?uploadId' : '';
}

/** The body as it is meant: the client sends some in signed chunks, with checksums behind them. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const raw = Buffer.concat(pieces);
  const isChunked = /aws-chunked|^STREAMING-/.test(
    `${request.headers['content-encoding'] ?? ''}${String(request.headers['x-amz-content-sha256'] ?? '')}`,
  );
  if (!isChunked) return raw;
  const data: Buffer[] = [];
  for (let at = 0; at < raw.length; ) {
    const lineEnd = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.toString('latin1', at, lineEnd), 16);
    if (size === 0) break;
    data.push(raw.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(data);
}
