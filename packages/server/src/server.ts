import {
  type Clock,
  createMemoryRateLimits,
  type Ids,
  type Logger,
  type Orchestrator,
  randomIds,
  type Store,
  systemClock,
  withDefaults,
} from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import { type CallLimits, createCallCounter } from './admission/call-limits.js';
import { createClientAddress } from './admission/client-address.js';
import { createEmbedding } from './embedding/embedding.js';
import { isOpenPath } from './embedding/paths.js';
import type { FileOptions } from './files/file-options.js';
import { createServerFiles } from './files/server-files.js';
import { type Assets, createAssetHandler } from './http/assets.js';
import { createHttpApp } from './http/http-app.js';
import { createOriginPolicy } from './http/origins.js';
import { createOwnAddress } from './http/own-address.js';
import { errorResponse } from './http/responses.js';
import { setSecurityHeaders } from './http/security-headers.js';
import { DEFAULT_LIMITS, type ServerLimits } from './limits.js';
import { type Authenticate, createAuthenticator } from './methods/authenticator.js';
import { createDispatcher } from './methods/dispatcher.js';
import { createMetrics } from './operations/metrics.js';
import { observedDispatcher } from './operations/observed-dispatcher.js';
import { reportError } from './report-error.js';
import type { AgentDirectory } from './interfaces/agents.js';
import { besideRecords } from './interfaces/beside-records.js';
import { createInterfaceRecords } from './interfaces/interface-records.js';
import { createPictureUpkeep } from './interfaces/picture-upkeep.js';
import { createRecordMethods, NO_COUNTS } from './interfaces/record-methods.js';
import {
  type InterfaceConfig,
  type InterfaceDirectory,
  interfaceDirectory,
  withoutUploads,
} from './sessions/interfaces.js';
import { createLlmMethods, type LlmHelpers } from './operators/llm-methods.js';
import { createScenarioMethods } from './scenarios/scenario-methods.js';
import { createScenarioRecords } from './scenarios/scenario-records.js';
import { createVisitors, type VisitorOptions } from './sessions/visitors.js';
import { createCallerUpkeep } from './streams/caller-upkeep.js';
import { createConnections } from './streams/connections.js';
import { createFrameEncoder } from './streams/frame-encoder.js';
import { openSocket } from './websocket/socket-connection.js';
import type { SocketHandlers, SocketPeer } from './websocket/socket-peer.js';

export interface ServerOptions extends VisitorOptions {
  readonly orchestrator: Orchestrator;
  /**
   * The orchestrator's store, whole: where visitors' sessions are kept and what operators make
   * (interfaces with their pictures, scenarios), limits and budgets are counted, and from where operators
   * export conversations.
   */
  readonly store: Store;
  /**
   * The files of conversations, by the same attachments that the orchestrator has. Default: nobody can
   * upload any, and no interface says that its visitors may.
   */
  readonly files?: FileOptions;
  /**
   * Published chats of your own: a list, or wherever they are found. Those that operators make stand
   * beside them and never take a slug of theirs. Default: none.
   */
  readonly interfaces?: readonly InterfaceConfig[] | InterfaceDirectory;
  /**
   * The agents that operators may choose from. Default: interfaces name any, and nobody checks whether
   * the orchestrator has it.
   */
  readonly agents?: AgentDirectory;
  /** The models that operators may list and ask outside of conversations. Default: none. */
  readonly llm?: LlmHelpers;
  /** Recognises the host's own callers. Default: there are visitors only. */
  readonly authenticate?: Authenticate;
  /**
   * How often `authenticate` is asked again for a caller who stays connected, in milliseconds; who is
   * not known any more, or known as somebody else, is disconnected. `null`: never, but when you ask for it
   * (`reauthenticate`). Default 60 seconds.
   */
  readonly reauthenticateEveryMs?: number | null;
  /**
   * Origins of other sites whose pages may call, exact: `https://example.com`. The server's own
   * pages always may. Default: none.
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * Static files. Default: none. With those of `elementAssets` there are also the pages of interfaces
   * (`/c/{slug}`, `/embed/{slug}`) and their widgets (`/widget/{slug}.js`).
   */
  readonly assets?: Assets;
  /**
   * The server's address as pages reach it, `https://chat.example.com`: for what operators paste into
   * them, and to know its own pages by. Behind a proxy that ends TLS, or that writes another `Host`,
   * it has to be given. Default: as each request has it.
   */
  readonly publicUrl?: string;
  /** The tenant of every session that is created here. Default `default`. */
  readonly tenant?: string;
  readonly limits?: Partial<ServerLimits>;
  /** How often somebody may do what is no message. Default: `DEFAULT_CALL_LIMITS`. */
  readonly callLimits?: CallLimits;
  /** What the document at `/api/openapi.json` calls the version of your API. Default `0.0.0`. */
  readonly apiVersion?: string;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** What the platform knows of a request beside it. */
export interface RequestOrigin {
  /** The other end of its connection. Without it no sessions are limited by address. */
  readonly remoteAddress?: string | null | undefined;
}

/** The contract over HTTP, server-sent events and WebSocket, for any platform with `Request` and `Response`. */
export interface Server {
  /** The option of the same name, without a slash at the end; `null` where it was not given. */
  readonly publicUrl: string | null;
  /** Whether it was told of a proxy before it: by `publicUrl` or `trustedProxies`. */
  readonly isBehindProxy: boolean;
  /** Answers a request. Never rejects: each fault is a response with an `ErrorBody`. */
  fetch(request: Request, from?: RequestOrigin): Promise<Response>;
  readonly webSocket: {
    /** What to answer a request for an upgrade with, or `null` to let it through. */
    refuse(request: Request): Promise<Response | null>;
    /** Takes over a socket that was let through. `request` is that of the upgrade. */
    open(peer: SocketPeer, request: Request, from?: RequestOrigin): SocketHandlers;
    /** The largest message to accept, in bytes. */
    readonly maxMessageBytes: number;
  };
  /** What the server counts of itself, in the text format of Prometheus: for a port of your own. */
  metrics(): string;
  /**
   * Asks `authenticate` again for each of the host's callers who are connected to this server, and
   * disconnects those who are not known any more: to be called when somebody has logged out or lost a
   * right. Resolves when all were asked for.
   */
  reauthenticate(): Promise<void>;
  /** Says `bye` to every viewer and refuses what comes after. The orchestrator goes on. */
  close(): void;
}

export const WEB_SOCKET_PATH = '/api/ws';

/** @throws AgentChatError `InvalidConfiguration` */
export function createServer(options: ServerOptions): Server {
  const { orchestrator, assets = new Map(), logger, allowedOrigins = [] } = options;
  const clock = options.clock ?? systemClock();
  const ids = options.ids ?? randomIds();
  const tenant = options.tenant ?? 'default';
  const limits = withDefaults(DEFAULT_LIMITS, options.limits);

  const metrics = createMetrics();
  const connections = createConnections(
    {
      perSession: limits.maxConnectionsPerSession,
      perMember: limits.maxConnectionsPerMember,
      perNetwork: limits.maxConnectionsPerAddress,
    },
    metrics,
  );
  const clientAddress = createClientAddress(options.trustedProxies);
  const ofHost = interfaceDirectory(options.interfaces ?? []);
  const { agents, store } = options;
  const { events, records, blobs, rateLimits = createMemoryRateLimits({ clock }) } = store;
  const interfaceRecords = createInterfaceRecords({ records, blobs, agents, ofHost, ids, clock });
  const calls = createCallCounter(rateLimits, options.callLimits);
  const published = besideRecords(ofHost, interfaceRecords.directory(tenant));
  const directory = options.files === undefined ? withoutUploads(published) : published;
  const own = createOwnAddress(options.publicUrl);
  const origins = createOriginPolicy(
    own,
    allowedOrigins,
    async (origin) => (await directory.allows?.(origin)) ?? false,
  );
  const files =
    options.files &&
    createServerFiles(options.files, {
      orchestrator,
      events,
      records,
      interfaces: directory,
      rateLimits,
      touch: (session) => visitors.sessions.touch(session),
      tenant,
      clock,
      onError: (error) => reportError(logger, AgentChatError.from(error), 'the upkeep of files'),
    });
  const visitors = createVisitors({
    ...options,
    rateLimits,
    calls,
    directory,
    mayShow: (ofInterface, request) => origins.mayShow(ofInterface, request),
    connections,
    clientAddress,
    tenant,
    clock,
    onError: (error) => reportError(logger, AgentChatError.from(error), 'the upkeep of sessions'),
  });
  const authenticator = createAuthenticator(visitors.sessions, tenant, options.authenticate);
  const callers = createCallerUpkeep({
    connections,
    authenticator,
    clock,
    everyMs: options.reauthenticateEveryMs === undefined ? 60_000 : options.reauthenticateEveryMs,
    onError: (error) => reportError(logger, AgentChatError.from(error), 'authenticating again'),
  });
  const embedding = createEmbedding({ interfaces: directory, assets, records, allowedOrigins, own });
  const recordMethods = createRecordMethods({
    interfaces: interfaceRecords,
    agents,
    embedding,
    countsOf: async (of, interfaceId) => (of === tenant ? visitors.counter.read(interfaceId) : NO_COUNTS),
  });
  const answering = createDispatcher({
    orchestrator,
    serverMethods: {
      ...visitors.methods,
      ...visitors.operatorMethods,
      ...recordMethods,
      ...createScenarioMethods(createScenarioRecords(records, clock)),
      ...createLlmMethods(options.llm),
    },
    admission: visitors.admission,
    onError: (error) => reportError(logger, error, 'counting a message'),
  });
  const dispatcher = observedDispatcher(answering, metrics, logger);
  const pictureUpkeep = createPictureUpkeep(interfaceRecords.pictures, clock, (error) =>
    reportError(logger, AgentChatError.from(error), 'the upkeep of pictures'),
  );
  const encoder = createFrameEncoder(orchestrator.epoch);
  const { apiVersion = '0.0.0' } = options;
  const context = {
    authenticator,
    origins,
    dispatcher,
    connections,
    interfaces: interfaceRecords,
    embedding,
    orchestrator,
    sessions: visitors.sessions,
    records,
    tenant,
    metrics,
    encoder,
    events,
    calls,
    files,
    clock,
    limits,
    clientAddress,
    apiVersion,
    logger,
  };
  const app = createHttpApp(context);
  const assetFor = createAssetHandler(assets);
  let isClosed = false;

  const startUpkeep = (): void => {
    visitors.upkeep.start();
    callers.start();
    files?.upkeep.start();
    pictureUpkeep.start();
  };

  const refusal = (allowed: boolean): AgentChatError | null => {
    if (isClosed) return new AgentChatError('Unavailable', 'The server is shutting down.');
    if (allowed) return null;
    return new AgentChatError('Forbidden', 'Pages of this origin may not call this server (allowedOrigins).');
  };

  const respond = async (
    request: Request,
    { remoteAddress }: RequestOrigin,
    isAllowed: boolean,
  ): Promise<Response> => {
    const refused = refusal(isAllowed);
    if (refused !== null) return errorResponse(refused);
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 });
    startUpkeep();
    return app.fetch(request, { remoteAddress: remoteAddress ?? null });
  };

  /** What is there for any page, with what it says itself; else by the page that asks. */
  const answer = async (request: Request, from: RequestOrigin): Promise<Response> => {
    const asset = await assetFor(request);
    if (isOpenPath(new URL(request.url).pathname)) return asset ?? respond(request, from, true);
    const { allowed, headers } = await origins.judge(request);
    const response =
      asset ?? (await respond(request, from, allowed).catch((cause: unknown) => faultOf(cause)));
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };

  const faultOf = (cause: unknown): Response => {
    const error = AgentChatError.from(cause);
    reportError(logger, error, 'a request');
    return errorResponse(error);
  };

  return {
    publicUrl: own.publicUrl,
    isBehindProxy: own.publicUrl !== null || (options.trustedProxies?.addresses.length ?? 0) > 0,
    async fetch(request, from = {}) {
      const response = await answer(request, from).catch(faultOf);
      metrics.responded(response.status);
      setSecurityHeaders(response.headers);
      return response;
    },
    webSocket: {
      async refuse(request) {
        const refused = refusal((await origins.judge(request)).allowed);
        return refused === null ? null : errorResponse(refused);
      },
      open(peer, request, { remoteAddress } = {}) {
        startUpkeep();
        return openSocket(peer, { request, remoteAddress: remoteAddress ?? null }, context);
      },
      maxMessageBytes: limits.maxBodyBytes,
    },
    metrics: () => metrics.text(),
    reauthenticate: () => callers.askForAll(),
    close() {
      isClosed = true;
      connections.endAll();
      void callers.close();
      void visitors.upkeep.close();
      void files?.upkeep.close();
      void pictureUpkeep.close();
      visitors.stats.close();
      void visitors.counter.close().catch((error: unknown) => {
        reportError(logger, AgentChatError.from(error), 'counting');
      });
    },
  };
}
