import type { ServerResponse } from 'node:http';
import { AgentChatError, type ErrorCode } from '@agent-chat/protocol';
import { FULL } from '@agent-chat/protocol/test-support';
import type { TransportLimits } from '../transports/limits.js';

/** What is said in the place of the right answer. */
export type Answer = (response: ServerResponse) => void;
export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) => {
    response.writeHead(code, headers);
    response.end(body);
  };
const html = (code: number): Answer =>
  status(code, { 'content-type': 'text/html' }, '<!doctype html><title>Log in to this network</title>');
export const json = (code: number, value: unknown): Answer =>
  status(code, { 'content-type': 'application/json' }, JSON.stringify(value));
const typed = (code: number, error: ErrorCode): Answer =>
  json(code, new AgentChatError(error, 'No.').toBody());
export const nothing: Answer = () => undefined;

/** What a proxy or a server says, and what becomes of a subscription and of a command, or of a page. */
export const ANSWERS: readonly (readonly [
  name: string,
  answer: Answer,
  stream: 'closed' | 'reconnecting',
  command: 'failed' | 'sending',
  code: ErrorCode,
])[] = [
  ['a page of HTML', html(200), 'reconnecting', 'sending', 'MalformedFrame'],
  ['JSON of another shape', json(200, { ok: true }), 'reconnecting', 'sending', 'MalformedFrame'],
  ['a broken line', (response) => response.destroy(), 'reconnecting', 'sending', 'ConnectionLost'],
  ['nothing at all', nothing, 'reconnecting', 'sending', 'ConnectionLost'],
  ['400', status(400), 'closed', 'failed', 'InvalidRequest'],
  ['401', status(401), 'closed', 'failed', 'Unauthorized'],
  ['401 as HTML', html(401), 'closed', 'failed', 'Unauthorized'],
  ['401 by the server', typed(401, 'Unauthorized'), 'closed', 'failed', 'Unauthorized'],
  ['403', status(403), 'closed', 'failed', 'Forbidden'],
  ['404 by a proxy', html(404), 'closed', 'failed', 'UnknownRoute'],
  ['404 by the server', typed(404, 'UnknownConversation'), 'closed', 'failed', 'UnknownConversation'],
  ['409 by the server', typed(409, 'ConversationEnded'), 'closed', 'failed', 'ConversationEnded'],
  ['410', status(410), 'closed', 'failed', 'ConversationGone'],
  ['413', html(413), 'closed', 'failed', 'PayloadTooLarge'],
  ['429', status(429), 'reconnecting', 'sending', 'RateLimited'],
  ['500', status(500, {}, 'Oops'), 'reconnecting', 'sending', 'Internal'],
  ['502', html(502), 'reconnecting', 'sending', 'Unavailable'],
  ['503 with a body that is no error', json(503, { code: 1 }), 'reconnecting', 'sending', 'Unavailable'],
  ['504', html(504), 'reconnecting', 'sending', 'Unavailable'],
  [
    'an error code of a newer server',
    json(418, { code: 'Teapot', message: 'No.', retryable: true }),
    'reconnecting',
    'sending',
    'Internal',
  ],
];
/** Only where silence is the answer: a busy machine is silent too. */
const SILENCE_MS = FULL ? 2_000 : 400;
export const limitsFor = (answer: Answer): TransportLimits =>
  answer === nothing ? { heartbeatTimeoutMs: SILENCE_MS, callTimeoutMs: SILENCE_MS } : {};
