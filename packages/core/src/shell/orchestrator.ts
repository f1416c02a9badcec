import { AgentChatError, type Caller, type ControlState } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { alternationPolicy } from '../policy/alternation.js';
import { guidanceOf } from '../policy/guidance.js';
import type { AgentRunner } from '../ports/agent-runner.js';
import type { Clock, Ids, Logger } from '../ports/environment.js';
import type { EventStore } from '../ports/event-store.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { createApi } from './api.js';
import { Conversation } from './conversation.js';
import type { Held } from './held.js';
import { randomIds, silentLogger, systemClock } from './platform.js';
import { TurnDriver } from './turn-driver.js';

export interface OrchestratorOptions {
  readonly store: EventStore;
  /** The runners of this process, by the participant id of the agent that they run. */
  readonly agents?: Readonly<Record<string, AgentRunner>>;
  /** Default: `alternationPolicy()`. */
  readonly policy?: SchedulingPolicy;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Default: nothing is logged. */
  readonly logger?: Logger;
  /** How long a runner may be silent to its store before another takes over. Default 15,000. */
  readonly leaseMs?: number;
  /** How long a turn that nobody runs may be silent before it is cleared. Default 300,000. */
  readonly idleTurnMs?: number;
  /** The size of a message's parts as JSON, in UTF-8 bytes. Default 65,536. */
  readonly maxMessageBytes?: number;
  /** How many conversations without a reader or a runner stay in memory. Default 1,000. */
  readonly maxIdleConversations?: number;
}

/**
 * Conversations over one store: commands in, events out, and an agent's turn run when it is due.
 * Several may share a store; each conversation's turn is run by one of them at a time.
 */
export interface Orchestrator {
  /** Of the store: half of every cursor. */
  readonly epoch: string;
  /** The contract as `caller` may use it. Cheap: make one for each request. */
  as(caller: Caller): ConversationApi;
  /**
   * Takes up what an earlier process left: turns whose runner died are restarted or resumed,
   * agents that are due are started. Resolves when all of it has been looked at, not when it is done.
   */
  start(): Promise<void>;
  /** Ends subscriptions with `bye`, lets go of running turns (the next start takes them up). */
  close(): Promise<void>;
}

interface Hosted {
  readonly conversation: Conversation;
  readonly driver: TurnDriver;
}

const RECOVERY_LIMIT = 10_000;

export function createOrchestrator(options: OrchestratorOptions): Orchestrator {
  const {
    store,
    agents = {},
    policy = alternationPolicy(),
    clock = systemClock(),
    ids = randomIds(),
    logger = silentLogger,
    leaseMs = 15_000,
    idleTurnMs = 300_000,
    maxMessageBytes = 65_536,
    maxIdleConversations = 1_000,
  } = options;
  const owner = ids.next('execution');
  const hosted = new Map<string, Promise<Hosted>>();
  /** Those that nobody uses, the one that has been so for longest first. */
  const idle = new Map<string, Conversation>();
  let closing = false;

  const isRunnable = (control: ControlState): boolean =>
    control.openTurn !== null || isAgentDue(control, policy);

  async function load(tenant: string, conversationId: string, key: string): Promise<Hosted> {
    const conversation = new Conversation({
      conversationId,
      tenant,
      store,
      clock,
      logger,
      isRunnable,
      onIdle: () => forgetIdle(key, conversation),
    });
    await conversation.load();
    const driver = new TurnDriver(conversation, {
      store,
      agents,
      policy,
      clock,
      ids,
      logger,
      leaseMs,
      idleTurnMs,
      owner,
    });
    conversation.onChange(() => driver.wake());
    return { conversation, driver };
  }

  /** A conversation also when it does not exist yet: its head is 0 then. */
  async function host(tenant: string, conversationId: string): Promise<Held> {
    if (closing) throw new AgentChatError('Unavailable', 'This server is shutting down.');
    const key = `${tenant}\n${conversationId}`;
    const entry = hosted.get(key) ?? load(tenant, conversationId, key);
    hosted.set(key, entry);
    try {
      const { conversation, driver } = await entry;
      // It may have been forgotten between its loading and now.
      if (hosted.get(key) !== entry) return await host(tenant, conversationId);
      idle.delete(key);
      const release = conversation.retain();
      driver.wake();
      return { conversation, release };
    } catch (error) {
      if (hosted.get(key) === entry) hosted.delete(key);
      throw error;
    }
  }

  /** The conversation that has been idle for longest leaves the memory when there are too many. */
  function forgetIdle(key: string, conversation: Conversation): void {
    idle.set(key, conversation);
    for (const [oldestKey, oldest] of idle) {
      if (idle.size <= maxIdleConversations) return;
      idle.delete(oldestKey);
      if (!oldest.isUsed) hosted.delete(oldestKey);
    }
  }

  const context = { store, ids, policy, maxMessageBytes, host };

  return {
    epoch: store.epoch,

    as: (caller) => createApi(caller, context),

    async start() {
      const work = await store.listRunnable(RECOVERY_LIMIT);
      if (work.length === RECOVERY_LIMIT) {
        logger.log('warn', 'There may be more work than is taken up at once.', { limit: RECOVERY_LIMIT });
      }
      for (const { tenant, conversationId } of work) {
        try {
          (await host(tenant, conversationId)).release();
        } catch (error) {
          logger.log('error', 'A conversation could not be taken up.', {
            conversationId,
            cause: String(error),
          });
        }
      }
    },

    async close() {
      closing = true;
      const all = await Promise.allSettled(hosted.values());
      await Promise.all(
        all.map(async (result) => {
          if (result.status === 'rejected') return;
          const { conversation, driver } = result.value;
          await driver.close();
          conversation.closing = true;
          conversation.changed();
        }),
      );
    },
  };
}

function isAgentDue(control: ControlState, policy: SchedulingPolicy): boolean {
  const due = guidanceOf(control, policy).nextParticipantId;
  return control.participants.some((one) => one.participantId === due && one.kind === 'agent');
}
