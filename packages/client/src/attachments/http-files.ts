import { AgentChatError, ATTACHMENT_ROUTE, pathOf, WITHDRAW_ROUTE } from '@agent-chat/protocol';
import { type HttpServer, request } from '../transports/http-call.js';
import { isJson } from '../transports/http-error.js';
import { addressOf } from '../transports/http-route.js';
import { guardSilence } from '../transports/silence.js';
import { malformed, parseJson } from '../transports/transport-errors.js';
import { httpUpload } from './http-upload.js';
import type { ChatFiles } from './upload.js';

const ANSWERS_WITHIN_MS = 30_000;

/**
 * Files over HTTP, whichever way everything else goes. A page tells the progress of an upload by
 * `XMLHttpRequest`, which alone knows it; elsewhere, and with a `fetch` of the caller's own, only its
 * start and its end are told.
 */
export function httpFiles(server: HttpServer): ChatFiles {
  return {
    upload: httpUpload(server),
    async withdraw(attachmentId, { signal } = {}) {
      await ask(server, WITHDRAW_ROUTE, attachmentId, signal);
    },
    async address(attachmentId, { purpose, signal } = {}) {
      const answer = await ask(server, ATTACHMENT_ROUTE, attachmentId, signal);
      const { status, contentUrl, viewUrl } = answer as Readonly<Record<string, unknown>>;
      if (status === 'held') throw new AgentChatError('AttachmentHeld', 'The file is not released yet.');
      const path = purpose === 'view' ? (viewUrl ?? contentUrl) : contentUrl;
      // A path on the server that was asked, and on no other.
      if (typeof path !== 'string' || !path.startsWith('/api/')) throw malformed('A file has no address.');
      return addressOf(server.url, path);
    },
  };
}

async function ask(
  server: HttpServer,
  { verb, path }: typeof ATTACHMENT_ROUTE | typeof WITHDRAW_ROUTE,
  attachmentId: string,
  signal: AbortSignal | undefined,
): Promise<object> {
  const guard = guardSilence(ANSWERS_WITHIN_MS, [signal]);
  try {
    const response = await request(server, { verb, path: pathOf(path, { attachmentId }) }, {}, guard);
    const answer: unknown = isJson(response) ? parseJson(await response.text()) : null;
    if (typeof answer === 'object' && answer !== null) return answer;
    throw malformed('The answer about a file is not what the contract says.');
  } catch (cause) {
    throw AgentChatError.isInstance(cause) ? cause : guard.errorFor(cause);
  } finally {
    guard.release();
  }
}
