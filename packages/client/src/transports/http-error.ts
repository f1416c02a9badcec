import { AgentChatError, type ErrorCode, isErrorBody } from '@agent-chat/protocol';

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

/** The error that an HTTP answer with a status of 400 or above stands for. */
export async function errorOfHttp(response: Response): Promise<AgentChatError> {
  const error = (await contractError(response)) ?? statusError(response.status);
  const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
  if (retryAfterMs === null || hasRetryAfter(error.details)) return error;
  const details = { ...(typeof error.details === 'object' ? error.details : null), retryAfterMs };
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
  const body: unknown = await response.json().catch(() => null);
  return isErrorBody(body) ? AgentChatError.fromBody(body) : null;
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

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterOf(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function hasRetryAfter(details: unknown): boolean {
  return typeof details === 'object' && details !== null && 'retryAfterMs' in details;
}
