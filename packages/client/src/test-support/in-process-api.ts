import type { AgentChatError, Frame, MethodName } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { createFrameQueue, type FrameQueue } from '../transports/frame-queue.js';
import { answerCall } from './answer-call.js';
import type { ScriptedWorld } from './scripted-world.js';

/** What an orchestrator offers in the same process, around a scripted world. */
export interface InProcessApi {
  readonly api: ConversationApi;
  readonly openSubscriptions: number;
  /** Calls of this method are never answered. */
  swallowed: MethodName | null;
  /** Refuses every call and subscription; `null`: none. */
  refusal: AgentChatError | null;
  onView: () => void;
  broadcast(frame: Frame): void;
  /** Ends every subscription without a `bye`. */
  breakAll(): void;
}

export function createInProcessApi(world: ScriptedWorld): InProcessApi {
  const queues = new Set<FrameQueue>();

  const self: InProcessApi = {
    api: {
      async call(method, params) {
        if (self.refusal !== null) throw self.refusal;
        if (self.swallowed === method) return new Promise<never>(() => undefined);
        return answerCall(world, method, params) as never;
      },
      async *subscribe(params, { signal } = {}) {
        if (self.refusal !== null) throw self.refusal;
        const queue = createFrameQueue();
        const end = (): void => queue.fail(new Ended());
        signal?.addEventListener('abort', end);
        if (signal?.aborted === true) end();
        const leave = world.view(params, (frame) => queue.push(frame));
        queues.add(queue);
        self.onView();
        try {
          yield* queue;
        } catch (cause) {
          if (!(cause instanceof Ended)) throw cause;
        } finally {
          leave();
          queues.delete(queue);
        }
      },
    },
    get openSubscriptions() {
      return queues.size;
    },
    swallowed: null,
    refusal: null,
    onView: () => undefined,
    broadcast(frame) {
      for (const queue of queues) queue.push(frame);
    },
    breakAll() {
      for (const queue of queues) queue.fail(new Ended());
    },
  };
  return self;
}

class Ended extends Error {}
