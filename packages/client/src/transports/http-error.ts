import { AgentChatError, type ErrorCode, isErrorBody } from '@agent-chat/protocol';
import { retryAfterMs } from '@agent-chat/protocol/wire';
import { malformed, parseJson } from './transport-errors.js';

/** What a status means when the answer does not speak the contract, as a proxy's does not. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'UnknownRoute',
  408: 'RequestTimeout',
  410: 'ConversationGone',
  413: 'PayloadTooLarge',
  429: 'RateLimited',
  500: 'Internal',
};

/** In UTF-16 units: what explains a status is short. */
const MAX_ERROR_LENGTH = 1024 * 1024;

/** The error that an HTTP answer with a status of 400 or above stands for. */
export async function errorOfHttp(response: Response): Promise<AgentChatError> {
  const error = (await contractError(response)) ?? statusError(response.status);
  const askedMs = retryAfterOf(response.headers);
  if (askedMs === 0 || retryAfterMs(error) > 0) return error;
  const details = { ...(typeof error.details === 'object' ? error.details : null), retryAfterMs: askedMs };
  return new AgentChatError(error.code, error.message, {
    details,
    retryable: error.retryable,
    cause: error,
  });
}

async function contractError(response: Response): Promise<AgentChatError | null> {
  if (!isJson(response)) {
    void response.body?.cancel().catch(() => undefined);
    return null;
  }
  const body: unknown = await jsonOf(response, MAX_ERROR_LENGTH).catch(() => null);
  return isErrorBody(body) ? AgentChatError.fromBody(body) : null;
}

/** What an answer says. @throws AgentChatError `MalformedFrame`, also when it is longer than `maxLength` */
export async function jsonOf(response: Response, maxLength: number): Promise<unknown> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const value = (await reader?.read())?.value;
    text += decoder.decode(value, { stream: value !== undefined });
    if (text.length > maxLength) {
      void reader?.cancel().catch(() => undefined);
      throw malformed(`The answer is longer than ${maxLength}.`);
    }
    if (value === undefined) return parseJson(text);
  }
}

function statusError(status: number): AgentChatError {
  const code = CODES[status] ?? (status >= 500 ? 'Unavailable' : 'InvalidRequest');
  return new AgentChatError(code, `The answer was status ${status} without an explanation.`, {
    details: { status },
  });
}

export function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.toLowerCase().startsWith('application/json') === true;
}

/** RFC 9110, section 10.2.3: seconds, or a date, by the clock that wrote it where a page may read that. */
function retryAfterOf(headers: Headers): number {
  const header = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  return Math.max(0, Date.parse(header) - now || 0);
}
