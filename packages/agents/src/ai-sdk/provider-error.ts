import { ModelError, type ModelErrorCode } from '../model/model-error.js';

/**
 * The typed error for what a provider of the AI SDK throws or streams. `streaming` tells whether
 * deltas were passed on before it. What the provider says is not repeated: it may quote the key.
 */
export function modelErrorOf(error: unknown, modelId: string, streaming: boolean): ModelError {
  if (ModelError.isInstance(error)) return error;
  const status = statusOf(error);
  const isUnfinished = isEndWithoutFinish(error);
  if (status === null && (isUnfinished || isConnectionLoss(error))) {
    return streaming || isUnfinished
      ? new ModelError(
          'stream_truncated',
          'The connection to the model broke off in the middle of the answer.',
          {
            retryable: true,
            cause: error,
          },
        )
      : new ModelError('provider_unreachable', 'The model provider could not be reached.', {
          retryable: true,
          cause: error,
        });
  }
  const { code, message, retryable } = explain(status, error, modelId);
  return new ModelError(code, message, { retryable, status, cause: error });
}

function explain(
  status: number | null,
  error: unknown,
  modelId: string,
): { code: ModelErrorCode; message: string; retryable: boolean } {
  const words = errorWords(error);
  const says = (...some: readonly string[]): boolean => some.some((word) => words.includes(word));
  // Google takes a key that is wrong for a fault of the request.
  if (status === 401 || status === 403 || says('API_KEY_INVALID')) {
    return { code: 'provider_auth', message: 'The model provider refused the API key.', retryable: false };
  }
  if (status === 402 || says('insufficient_quota', 'billing_error')) {
    return {
      code: 'provider_quota',
      message: 'The account at the model provider has no credit left.',
      retryable: false,
    };
  }
  if (status === 429 || says('rate_limit_error')) {
    return {
      code: 'rate_limited',
      message: 'The model provider takes no more requests for the moment.',
      retryable: true,
    };
  }
  if (status === 503 || status === 529 || says('overloaded_error')) {
    return { code: 'provider_overloaded', message: 'The model provider is overloaded.', retryable: true };
  }
  if (status === 404) {
    return {
      code: 'provider_rejected',
      message: `The model provider does not know the model "${modelId}", or the base URL is wrong.`,
      retryable: false,
    };
  }
  if (status !== null && status >= 400 && status < 500 && status !== 408 && status !== 409) {
    return {
      code: 'provider_rejected',
      message: `The model provider did not accept the request (HTTP ${status}).`,
      retryable: false,
    };
  }
  return {
    code: 'provider_error',
    message: `The model provider failed${status === null ? '' : ` (HTTP ${status})`}.`,
    retryable: true,
  };
}

/** How long the provider asks to wait; `null` when it does not say. */
export function retryAfterMs(error: unknown, nowMs: number): number | null {
  const headers = member(error, 'responseHeaders');
  const milliseconds = Number.parseFloat(String(member(headers, 'retry-after-ms')));
  if (milliseconds >= 0) return milliseconds;
  const value = member(headers, 'retry-after');
  if (typeof value !== 'string') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/**
 * The status of the answer, or what an error that was streamed has for one as its `code`: a status of 2xx
 * belongs to the stream that it came in.
 */
function statusOf(error: unknown): number | null {
  const told = [member(error, 'statusCode'), ...errorsIn(error).map((one) => member(one, 'code'))];
  const isStatus = (status: number): boolean => Number.isInteger(status) && status >= 400 && status <= 599;
  return told.map(Number).find(isStatus) ?? null;
}

/** What `fetch` and its streams throw, wrapped by the AI SDK or not; not a fault in what was read. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error) || errorWords(error).length > 0) return false;
  return error.name === 'AI_APICallError' || !error.name.startsWith('AI_');
}

/** How the adapter for compatible servers says that a stream ended in the middle: there is no data to blame. */
function isEndWithoutFinish(error: unknown): boolean {
  const isData = error instanceof Error && error.name === 'AI_InvalidResponseDataError';
  return isData && member(error, 'data') === undefined;
}

/** The provider's own words for the error, from a response or streamed. */
function errorWords(error: unknown): readonly string[] {
  return errorsIn(error)
    .flatMap((one) => [member(one, 'code'), member(one, 'type'), ...reasonsIn(member(one, 'details'))])
    .filter((word) => typeof word === 'string')
    .filter((word) => word !== 'error');
}

/** What a body says of the error; Google's answers to clients of OpenAI's API are lists of one. */
function errorsIn(error: unknown): readonly unknown[] {
  const told = error instanceof Error ? parsed(member(error, 'responseBody')) : error;
  const body: unknown = Array.isArray(told) ? told[0] : told;
  return [member(body, 'error'), body];
}

/** @see https://google.aip.dev/193 */
function reasonsIn(details: unknown): readonly unknown[] {
  return Array.isArray(details) ? details.map((detail) => member(detail, 'reason')) : [];
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The page of a proxy, say: then the status has to do.
    return null;
  }
}
