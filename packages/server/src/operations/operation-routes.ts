import type { Logger, Orchestrator, RecordStore } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { Authenticator } from '../methods/authenticator.js';
import { unauthorized } from '../methods/dispatcher.js';
import { errorResponse, jsonResponse } from '../http/responses.js';
import { METRICS_TYPE, type Metrics } from './metrics.js';

/** A store that takes longer is none to send visitors to. */
const STORE_WITHIN_MS = 2_000;

/** Paths that tell of the server itself, for whoever runs it. */
export const OPERATION_PATHS = {
  health: '/api/health',
  ready: '/api/ready',
  metrics: '/api/metrics',
} as const;

export interface OperationContext {
  readonly orchestrator: Orchestrator;
  readonly records: RecordStore;
  readonly tenant: string;
  readonly authenticator: Authenticator;
  readonly metrics: Metrics;
  readonly logger?: Logger | undefined;
}

/**
 * Whether visitors may be sent here: both halves of the store answer, and so have been migrated. A
 * server that is closing answers `Unavailable` to everything.
 */
export async function readyResponse(context: OperationContext): Promise<Response> {
  const { orchestrator, records, tenant, logger } = context;
  const operator = orchestrator.as({ kind: 'operator', tenant, participantId: 'readiness' });
  try {
    await within(
      STORE_WITHIN_MS,
      Promise.all([
        operator.call('listConversations', { limit: 1 }),
        records.get(tenant, 'readiness', 'readiness'),
      ]),
    );
    return jsonResponse({ status: 'ready' });
  } catch (cause) {
    const { code, message } = AgentChatError.from(cause);
    logger?.log('warn', 'The server is not ready.', { code, cause: message });
    return errorResponse(new AgentChatError('Unavailable', 'The store does not answer.'));
  }
}

/** @throws AgentChatError `Unauthorized`, `Forbidden`: for operators only */
export async function metricsResponse(request: Request, context: OperationContext): Promise<Response> {
  const identity = await context.authenticator.identify(request);
  if (identity === null) throw unauthorized();
  if (identity.caller.kind !== 'operator') {
    throw new AgentChatError('Forbidden', 'Metrics are for operators.');
  }
  return new Response(context.metrics.text(), {
    headers: { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' },
  });
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AgentChatError('Unavailable', `No answer in ${ms} ms.`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
