import { AgentChatError, type HttpMethod, type MethodParams, type MethodResult } from '@agent-chat/protocol';
import { CSRF_HEADER } from '@agent-chat/protocol/wire';
import { type IsAnswer, parseAnswer } from './answer.js';
import { errorOfHttp, isJson, jsonOf } from './http-error.js';
import { addressOf, type HttpTarget, httpTarget } from './http-route.js';
import { askedToWaitMs, limitsOf, type TransportLimits } from './limits.js';
import { guardSilence, type SilenceGuard } from './silence.js';
import { currentToken, type TokenSource } from './token.js';
import { malformed } from './transport-errors.js';

/** How to reach a server over HTTP. */
export interface HttpServer {
  /** The server's address, for example `https://chat.example.com`. In a page `''` is its own origin. */
  readonly url: string;
  readonly token?: TokenSource | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** `include` sends the cookies of the page's browser also to another origin. Default: the platform's. */
  readonly credentials?: RequestCredentials | undefined;
  /**
   * For callers that the server knows by a cookie: travels in the header that such a caller must
   * have. Its value is the host's; where the host compares nothing, any is enough.
   */
  readonly csrfToken?: TokenSource | undefined;
}

export interface CallOptions {
  readonly timeoutMs: number;
  readonly signals: readonly (AbortSignal | undefined)[];
}

/**
 * Calls a method of the contract over HTTP.
 *
 * @throws AgentChatError the server's own; `ConnectionLost` without an answer in time;
 *   `MalformedFrame` for an answer that is not the method's; `Aborted`
 */
export async function callOverHttp<M extends Exclude<HttpMethod, 'subscribe'>>(
  server: HttpServer & Pick<TransportLimits, 'maxFrameLength'>,
  method: M,
  params: MethodParams<M>,
  options: CallOptions,
  isAnswer?: IsAnswer,
): Promise<MethodResult<M>> {
  const guard = guardSilence(options.timeoutMs + askedToWaitMs(method, params), options.signals);
  try {
    const response = await request(server, httpTarget(method, params), {}, guard);
    if (!isJson(response)) throw malformed(`The answer to ${method} is not JSON.`);
    const { maxFrameLength } = limitsOf(server);
    return parseAnswer(method, await received(jsonOf(response, maxFrameLength), guard), isAnswer);
  } finally {
    guard.release();
  }
}

/**
 * The answer to a request, once its head is there and it is no error.
 * @throws AgentChatError
 */
export async function request(
  { url, token, csrfToken, fetch = globalThis.fetch, credentials }: HttpServer,
  { verb, path, body }: HttpTarget,
  headers: Readonly<Record<string, string>>,
  guard: SilenceGuard,
): Promise<Response> {
  const read = async (source: TokenSource | undefined): Promise<string> =>
    source === undefined ? '' : Promise.race([guard.rejection, currentToken(source)]);
  const bearer = await read(token);
  const csrf = await read(csrfToken);
  const init: RequestInit = {
    method: verb,
    headers: {
      ...headers,
      ...(bearer !== '' && { authorization: `Bearer ${bearer}` }),
      ...(csrf !== '' && { [CSRF_HEADER]: csrf }),
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
    },
    cache: 'no-store',
    signal: guard.signal,
    ...(body !== undefined && { body }),
    ...(credentials !== undefined && { credentials }),
  };
  const response = await received(fetch(addressOf(url, path), init), guard);
  if (response.ok) return response;
  throw await received(errorOfHttp(response), guard);
}

/** What `promise` gives; its failure as the error that it is for the caller. */
async function received<T>(promise: Promise<T>, guard: SilenceGuard): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw AgentChatError.isInstance(cause) ? cause : guard.errorFor(cause);
  }
}
