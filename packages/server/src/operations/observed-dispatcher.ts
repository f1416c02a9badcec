import type { Logger } from '@agent-chat/core';
import { AgentChatError } from '@agent-chat/protocol';
import type { Dispatcher } from '../methods/dispatcher.js';
import type { Metrics } from './metrics.js';

/** Counts each call and says at level `debug` that there was one: its method, its outcome, by what kind of caller. */
export function observedDispatcher(
  dispatcher: Dispatcher,
  metrics: Metrics,
  logger: Logger | undefined,
): Dispatcher {
  return {
    subscribe: (...params) => dispatcher.subscribe(...params),
    async call(method, params, identity, source) {
      const startedAt = performance.now();
      let code = 'ok';
      try {
        return await dispatcher.call(method, params, identity, source);
      } catch (error) {
        ({ code } = AgentChatError.from(error));
        throw error;
      } finally {
        const ms = performance.now() - startedAt;
        metrics.called(method, code, ms);
        logger?.log('debug', 'A call was answered.', {
          method,
          code,
          caller: identity?.caller.kind ?? 'nobody',
          ms: Math.round(ms * 10) / 10,
        });
      }
    },
  };
}
