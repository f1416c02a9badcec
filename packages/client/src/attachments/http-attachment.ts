import { AgentChatError, ATTACHMENT_ROUTE, pathOf, WITHDRAW_ROUTE } from '@agent-chat/protocol';
import { type HttpServer, request } from '../transports/http-call.js';
import { isJson } from '../transports/http-error.js';
import { addressOf } from '../transports/http-route.js';
import { guardSilence } from '../transports/silence.js';
import { malformed, parseJson } from '../transports/transport-errors.js';

/** `download`: to keep it; `view`: to show a picture in place. */
export type AttachmentPurpose = 'download' | 'view';

interface Options {
  readonly signal?: AbortSignal | undefined;
}

const ANSWERS_WITHIN_MS = 30_000;

/**
 * Where the content of a file is, for a few minutes and for whoever has the address: ask for it each
 * time that a person wants the file. What cannot be shown in place has the address by which it is saved.
 *
 * @throws AgentChatError `UnknownAttachment`; `AttachmentHeld`; `ConnectionLost`; `Aborted`
 */
export async function attachmentAddress(
  server: HttpServer,
  attachmentId: string,
  { purpose = 'download', signal }: Options & { readonly purpose?: AttachmentPurpose } = {},
): Promise<string> {
  const answer = await ask(server, ATTACHMENT_ROUTE, attachmentId, signal);
  const { status, contentUrl, viewUrl } = answer as Readonly<Record<string, unknown>>;
  if (status === 'held') throw new AgentChatError('AttachmentHeld', 'The file is not released yet.');
  const path = purpose === 'view' ? (viewUrl ?? contentUrl) : contentUrl;
  // A path on the server that was asked, and on no other.
  if (typeof path !== 'string' || !path.startsWith('/api/')) throw malformed('A file has no address.');
  return addressOf(server.url, path);
}

/**
 * Takes an upload back that no message carries.
 *
 * @throws AgentChatError `UnknownAttachment`; `Forbidden`: a message carries it; `ConnectionLost`
 */
export async function withdrawAttachment(
  server: HttpServer,
  attachmentId: string,
  { signal }: Options = {},
): Promise<void> {
  await ask(server, WITHDRAW_ROUTE, attachmentId, signal);
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
