import { AgentChatError, pathOf, UPLOAD_ROUTE } from '@agent-chat/protocol';
import { CSRF_HEADER } from '@agent-chat/protocol/wire';
import type { HttpServer } from '../transports/http-call.js';
import { errorOfHttp, isJson } from '../transports/http-error.js';
import { addressOf } from '../transports/http-route.js';
import { guardSilence, type SilenceGuard } from '../transports/silence.js';
import { currentToken } from '../transports/token.js';
import { connectionLost, malformed, parseJson } from '../transports/transport-errors.js';
import type { UploadAttachment, UploadedAttachment } from './upload.js';

/** An upload of which nothing moves for so long counts as lost. */
const STALLED_MS = 60_000;
const UNKNOWN_TYPE = 'application/octet-stream';

interface Outgoing {
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: File;
  readonly onProgress: ((sentBytes: number) => void) | undefined;
}

/** Uploads over HTTP: the file as it is, without a form around it. */
export function httpUpload(server: HttpServer): UploadAttachment {
  return async (conversationId, file, { signal, onProgress } = {}) => {
    const guard = guardSilence(STALLED_MS, [signal]);
    try {
      const path = pathOf(UPLOAD_ROUTE.path, { conversationId });
      const [token, csrf] = await Promise.race([
        guard.rejection,
        Promise.all([currentToken(server.token ?? ''), currentToken(server.csrfToken ?? '')]),
      ]);
      const outgoing: Outgoing = {
        address: `${addressOf(server.url, path)}?name=${encodeURIComponent(file.name)}`,
        headers: {
          'content-type': file.type === '' ? UNKNOWN_TYPE : file.type,
          ...(token !== '' && { authorization: `Bearer ${token}` }),
          ...(csrf !== '' && { [CSRF_HEADER]: csrf }),
        },
        file,
        onProgress,
      };
      const isPage = server.fetch === undefined && typeof XMLHttpRequest === 'function';
      const response = await (isPage ? byRequest(outgoing, server, guard) : byFetch(outgoing, server, guard));
      if (!response.ok) throw await errorOfHttp(response);
      if (!isJson(response)) throw malformed('The answer to an upload is not JSON.');
      return uploadedFrom(parseJson(await response.text()));
    } catch (cause) {
      throw AgentChatError.isInstance(cause) ? cause : guard.errorFor(cause);
    } finally {
      guard.release();
    }
  };
}

async function byFetch(
  { address, headers, file, onProgress }: Outgoing,
  { fetch = globalThis.fetch, credentials }: HttpServer,
  guard: SilenceGuard,
): Promise<Response> {
  onProgress?.(0);
  const { signal } = guard;
  const init = { method: UPLOAD_ROUTE.verb, headers, body: file, signal } satisfies RequestInit;
  const response = await fetch(address, { ...init, ...(credentials !== undefined && { credentials }) });
  onProgress?.(file.size);
  return response;
}

function byRequest(
  { address, headers, file, onProgress }: Outgoing,
  { credentials }: HttpServer,
  guard: SilenceGuard,
): Promise<Response> {
  const request = new XMLHttpRequest();
  const abort = (): void => request.abort();
  const answered = new Promise<Response>((resolve, reject) => {
    request.open(UPLOAD_ROUTE.verb, address);
    request.withCredentials = credentials === 'include';
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      guard.heard();
      onProgress?.(Math.min(loaded, file.size));
    };
    request.onload = () => resolve(responseOf(request));
    request.onerror = () => reject(connectionLost('The connection broke.'));
    request.onabort = () => reject(guard.errorFor(undefined));
    guard.signal.addEventListener('abort', abort);
    if (guard.signal.aborted) reject(guard.errorFor(undefined));
    else request.send(file);
  });
  return answered.finally(() => guard.signal.removeEventListener('abort', abort));
}

/** What the rest of the client reads of an answer. */
function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ['content-type', 'retry-after']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, headers });
}

function uploadedFrom(value: unknown): UploadedAttachment {
  const { attachmentId, name, contentType, sizeBytes, docId } = (value ?? {}) as Record<string, unknown>;
  const isText = [attachmentId, name, contentType].every((text) => typeof text === 'string');
  if (!isText || typeof sizeBytes !== 'number') {
    throw malformed('The answer to an upload is not what the contract says.');
  }
  const known = { attachmentId, name, contentType, sizeBytes } as UploadedAttachment;
  return typeof docId === 'string' ? { ...known, docId } : known;
}
