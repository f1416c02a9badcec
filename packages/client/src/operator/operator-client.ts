import {
  AgentChatError,
  CONTRACT,
  EXPORT_ROUTE,
  type HttpRoute,
  IMPORT_ROUTE,
  INTERFACE_ASSET_ROUTE,
  isResult,
  type MethodParams,
  type MethodResult,
  pathOf,
  RELEASE_ROUTE,
  type RoutedMethod,
  WITHDRAW_ROUTE,
} from '@agent-chat/protocol';
import { type HttpServer, request } from '../transports/http-call.js';
import { isJson } from '../transports/http-error.js';
import { type HttpTarget, targetOn } from '../transports/http-route.js';
import { askedToWaitMs } from '../transports/limits.js';
import { guardSilence, type SilenceGuard } from '../transports/silence.js';
import { malformed, parseJson } from '../transports/transport-errors.js';

/** The methods of the contract that are one question and one answer over HTTP. */
export type OperatorMethod = Exclude<RoutedMethod, 'subscribe' | 'subscribeAll'>;

export interface OperatorCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A picture of an interface as it is stored. */
export interface StoredPicture {
  /** A path on the server, for `coverValue`, `iconUrl` or `widgetButtonIcon`. */
  readonly url: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/**
 * Every method of the contract by its name, for tools of operators: interfaces, sessions, analytics,
 * conversations. Params and results have the types of the contract. Nothing is kept, and nothing is sent
 * again by itself: a retry is safe where a method takes a `clientRequestId`.
 *
 * All of it throws AgentChatError: the server's own, `RateLimited` with `details.retryAfterMs` among them;
 * `ConnectionLost` without an answer in time; `MalformedFrame` for an answer that is not the method's;
 * `Aborted`.
 */
export interface OperatorClient {
  call<M extends OperatorMethod>(
    method: M,
    params: MethodParams<M>,
    options?: OperatorCallOptions,
  ): Promise<MethodResult<M>>;
  /** A PNG, JPEG, GIF, WebP or AVIF, which a change of the interface may then name. */
  uploadPicture(interfaceId: string, picture: Blob, options?: OperatorCallOptions): Promise<StoredPicture>;
  /** The bytes of the file as they come: `jsonl` to be imported (the default), or `html` to be read. */
  exportConversation(
    conversationId: string,
    options?: OperatorCallOptions & { readonly format?: 'jsonl' | 'html' },
  ): AsyncGenerator<Uint8Array, void, undefined>;
  /** Adds the conversation of an exported file, under its own id. */
  importConversation(file: Blob, options?: OperatorCallOptions): Promise<MethodResult<'getConversation'>>;
  /** Lets everybody who may read its conversation have a file that was held. */
  releaseFile(attachmentId: string, options?: OperatorCallOptions): Promise<void>;
  /** Removes a file, also one that a message carries. */
  removeFile(attachmentId: string, options?: OperatorCallOptions): Promise<void>;
}

const ANSWERS_WITHIN_MS = 30_000;
/** A file may take its time, on its way and on the other side. */
const FILES_WITHIN_MS = 600_000;

/** @param server where it is, with the operator's token, or the cookies of an operator */
export function createOperatorClient(server: HttpServer): OperatorClient {
  /** What `receive` makes of the answer. */
  async function send<T>(
    target: HttpTarget,
    { signal }: OperatorCallOptions,
    receive: (response: Response) => Promise<T>,
    withinMs = ANSWERS_WITHIN_MS,
  ): Promise<T> {
    const guard = guardSilence(withinMs, [signal]);
    try {
      const { body } = target;
      const type = body instanceof Blob && body.type !== '' ? { 'content-type': body.type } : {};
      return await receive(await request(server, target, type, guard));
    } catch (cause) {
      throw errorOf(cause, guard);
    } finally {
      guard.release();
    }
  }

  const nothing = (): Promise<void> => Promise.resolve();
  const onFile = ({ verb, path }: HttpRoute, attachmentId: string): HttpTarget => ({
    verb,
    path: pathOf(path, { attachmentId }),
  });

  return {
    call: (method, params, options = {}) =>
      send(
        targetOn(CONTRACT[method].http, params),
        options,
        async (response) => {
          const result = await jsonOf(response);
          if (isResult(method, result)) return result;
          throw malformed(`The answer to ${method} is not what the contract says.`);
        },
        ANSWERS_WITHIN_MS + askedToWaitMs(method, params),
      ),

    uploadPicture(interfaceId, picture, options = {}) {
      const { verb, path } = INTERFACE_ASSET_ROUTE;
      const target = { verb, path: pathOf(path, { interfaceId }), body: picture };
      return send(target, options, async (response) => {
        const { url, contentType, sizeBytes } = Object(await jsonOf(response)) as Partial<StoredPicture>;
        const isStored =
          typeof url === 'string' && typeof contentType === 'string' && typeof sizeBytes === 'number';
        if (isStored) return { url, contentType, sizeBytes };
        throw malformed('The answer to a picture is not what the contract says.');
      });
    },

    async *exportConversation(conversationId, { format = 'jsonl', signal } = {}) {
      const guard = guardSilence(ANSWERS_WITHIN_MS, [signal]);
      // Not every browser can iterate over a body.
      let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
      try {
        const target = targetOn(EXPORT_ROUTE, { conversationId, format });
        const response = await request(server, target, {}, guard);
        reader = response.body?.getReader();
        for (;;) {
          const bytes = (await reader?.read())?.value;
          if (bytes === undefined) return;
          guard.heard();
          yield bytes;
        }
      } catch (cause) {
        throw errorOf(cause, guard);
      } finally {
        guard.release();
        // Whoever reads no further ends the download with it; one that is over has nothing to cancel.
        void reader?.cancel().catch(() => undefined);
      }
    },

    importConversation: (file, options = {}) =>
      send(
        { ...IMPORT_ROUTE, body: file },
        options,
        async (response) => {
          const record = await jsonOf(response);
          if (isResult('getConversation', record)) return record;
          throw malformed('The answer to an import is not what the contract says.');
        },
        FILES_WITHIN_MS,
      ),

    releaseFile: (attachmentId, options = {}) => send(onFile(RELEASE_ROUTE, attachmentId), options, nothing),
    removeFile: (attachmentId, options = {}) => send(onFile(WITHDRAW_ROUTE, attachmentId), options, nothing),
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  if (!isJson(response)) throw malformed('The answer is not JSON.');
  return parseJson(await response.text());
}

function errorOf(cause: unknown, guard: SilenceGuard): Error {
  return AgentChatError.isInstance(cause) ? cause : guard.errorFor(cause);
}
