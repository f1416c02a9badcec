import type { Clock, EventStore } from '@agent-chat/core';
import {
  AgentChatError,
  CONTRACT,
  errorStatus,
  isStreamMethod,
  parseParams,
  type StreamMethod,
} from '@agent-chat/protocol';
import { CSRF_HEADER } from '@agent-chat/protocol/wire';
import { type Context, Hono } from 'hono';
import { addEmbedRoutes } from '../embedding/embed-routes.js';
import type { CallCounter } from '../admission/call-limits.js';
import { type ClientAddress, countedNetwork } from '../admission/client-address.js';
import type { Embedding } from '../embedding/embedding.js';
import { PAGE_PATTERNS } from '../embedding/paths.js';
import type { InterfaceRecords } from '../interfaces/interface-records.js';
import type { ServerLimits } from '../limits.js';
import { type CallMethod, type Dispatcher, requireIdentity } from '../methods/dispatcher.js';
import type { Identity } from '../methods/identity.js';
import {
  metricsResponse,
  OPERATION_PATHS,
  type OperationContext,
  readyResponse,
} from '../operations/operation-routes.js';
import { reportError } from '../report-error.js';
import type { Connections, EndReason } from '../streams/connections.js';
import type { FrameEncoder } from '../streams/frame-encoder.js';
import { openSubscription } from '../streams/open-subscription.js';
import { MAX_WAIT_MS, waitOf } from '../streams/poll-frames.js';
import { sseResponse } from '../streams/sse-response.js';
import type { ServerFiles } from '../files/server-files.js';
import { addFileRoutes, FILE_ROUTES } from './file-routes.js';
import { METHOD_ROUTES, type MethodRoute, verbsByPattern } from './method-routes.js';
import { addPictureRoutes, PICTURE_PATTERNS } from './picture-routes.js';
import { addTransferRoutes, TRANSFER_PATTERNS } from './transfer-routes.js';
import { requestParams } from './request-params.js';
import { errorResponse, jsonResponse, unknownRouteResponse, wrongVerbResponse } from './responses.js';

export interface HttpContext extends OperationContext {
  readonly dispatcher: Dispatcher;
  readonly connections: Connections;
  readonly calls: CallCounter;
  readonly interfaces: InterfaceRecords;
  readonly embedding: Embedding;
  readonly encoder: FrameEncoder;
  /** Whole conversations are read from it and written into it. */
  readonly events: EventStore;
  /** The files of conversations; absent: there are none. */
  readonly files: ServerFiles | undefined;
  readonly clock: Clock;
  readonly limits: ServerLimits;
  readonly clientAddress: ClientAddress;
  readonly apiVersion: string;
}

/** What comes with a request beside it. */
export interface AppEnv {
  Bindings: { readonly remoteAddress: string | null };
}
type AppContext = Context<AppEnv>;

/** The routes: each method of the contract, what tells of the server itself, and pages with a chat. */
export function createHttpApp(context: HttpContext): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  for (const route of METHOD_ROUTES) {
    app.on(route.verb, route.pattern, (c) => answer(c, route, context));
  }
  addPictureRoutes(app, context);
  addTransferRoutes(app, context);
  addEmbedRoutes(app, context.embedding);
  addFileRoutes(app, context);
  app.get(OPERATION_PATHS.health, () => jsonResponse({ status: 'ok' }));
  app.get(OPERATION_PATHS.ready, () => readyResponse(context));
  app.get(OPERATION_PATHS.metrics, (c) => metricsResponse(c.req.raw, context));
  app.get('/api/openapi.json', () => openApiResponse(context.apiVersion));

  const verbs = new Map([
    ...verbsByPattern(METHOD_ROUTES),
    ...verbsByPattern(FILE_ROUTES),
    [PICTURE_PATTERNS.add, ['POST']],
    [TRANSFER_PATTERNS.export, ['GET']],
    [TRANSFER_PATTERNS.import, ['POST']],
    [PICTURE_PATTERNS.read, ['GET']],
    ...Object.values(PAGE_PATTERNS).map((path): [string, string[]] => [path, ['GET']]),
    ...Object.values(OPERATION_PATHS).map((path): [string, string[]] => [path, ['GET']]),
    ['/api/openapi.json', ['GET']],
  ]);
  for (const [pattern, allowed] of verbs) {
    app.all(pattern, (c) => wrongVerbResponse(c.req.raw.method, allowed));
  }
  app.notFound(unknownRouteResponse);
  app.onError((cause, c) => {
    const error = AgentChatError.from(cause);
    reportError(context.logger, error, `${c.req.method} ${c.req.routePath}`);
    return errorResponse(error);
  });
  return app;
}

/** Loaded when somebody asks: making the document takes a generator that nothing else needs. */
async function openApiResponse(version: string): Promise<Response> {
  const { openApiDocument } = await import('@agent-chat/protocol/openapi');
  return jsonResponse(openApiDocument({ version }));
}

async function answer(c: AppContext, route: MethodRoute, context: HttpContext): Promise<Response> {
  const { method } = route;
  const request = c.req.raw;
  // The router answers HEAD by what GET answers, and would leave a stream behind.
  if (request.method !== route.verb) return wrongVerbResponse(request.method, [route.verb]);
  const isOpenToAnyone = CONTRACT[method].callers === 'anyone';
  const identity = isOpenToAnyone
    ? await identityOrNobody(request, context)
    : await context.authenticator.identify(request);
  requireIdentity(method, identity);

  const params = await requestParams(method, request, c.req.param(), context.limits);
  if (isStreamMethod(method)) {
    return stream({ method, request, params, identity, remoteAddress: c.env.remoteAddress }, context);
  }
  const { remoteAddress } = c.env;
  const source = {
    request,
    remoteAddress,
    get left() {
      return request.signal;
    },
  };
  return jsonResponse(await context.dispatcher.call(method, answerable(method, params), identity, source));
}

/** Whoever waits for something is answered before somebody in between takes the request for dead. */
function answerable(method: CallMethod, params: Readonly<Record<string, unknown>>): unknown {
  if (method !== 'runToCompletion') return params;
  const { timeoutMs = MAX_WAIT_MS, ...rest } = parseParams(method, params);
  return { ...rest, timeoutMs: Math.min(timeoutMs, MAX_WAIT_MS) };
}

/** Where nobody needs to be known, a token that is no good any more is no reason to refuse. */
async function identityOrNobody(request: Request, context: HttpContext): Promise<Identity | null> {
  const { headers } = request;
  if (!headers.has('authorization') && (headers.get(CSRF_HEADER) ?? '') === '') return null;
  try {
    return await context.authenticator.identify(request);
  } catch (error) {
    if (AgentChatError.isInstance(error) && errorStatus(error.code) < 500) return null;
    throw error;
  }
}

/** The param that says where a reader stands, which `Last-Event-ID` overrules. */
const STANDS_AT = { subscribe: 'cursor', subscribeAll: 'afterPosition' } as const;

interface StreamCall {
  readonly method: StreamMethod;
  readonly request: Request;
  readonly params: Readonly<Record<string, unknown>>;
  readonly identity: Identity | null;
  readonly remoteAddress: string | null;
}

async function stream(call: StreamCall, context: HttpContext): Promise<Response> {
  const { method, request, params, identity, remoteAddress } = call;
  const waitMs = waitOf(method, new URL(request.url).searchParams.get('wait'));
  const lastEventId = request.headers.get('last-event-id');
  const cursor = lastEventId === null || lastEventId === '' ? {} : { [STANDS_AT[method]]: lastEventId };
  const ending = new AbortController();
  const leave = (): void => ending.abort(null);
  request.signal.addEventListener('abort', leave, { once: true });
  // It may have left while it was found out who it is.
  if (request.signal.aborted) leave();
  if (identity !== null) context.connections.admit(identity);
  const remove = context.connections.add({
    transport: waitMs === null ? 'sse' : 'poll',
    identity,
    network: countedNetwork(context.clientAddress(request, remoteAddress)),
    end: (reason) => ending.abort(reason),
  });
  try {
    const opened = await openSubscription(context, method, { ...params, ...cursor }, identity, ending.signal);
    const onError = (error: AgentChatError): void => reportError(context.logger, error, 'a subscription');
    const onEnd = (reason: EndReason): void => {
      if (reason !== null) context.metrics.ended(reason.reason);
    };
    return sseResponse({ ...opened, ending, onEnd, onLeft: remove, onError, waitMs }, context);
  } catch (error) {
    remove();
    throw error;
  }
}
