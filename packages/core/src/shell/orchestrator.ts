import type { Caller } from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import type { BusHint } from '../ports/bus.js';
import { createApi } from './api/create-api.js';
import type { Conversation } from './conversation/conversation.js';
import { ConversationHost } from './conversation-host.js';
import { DraftRelay } from './viewers/draft-relay.js';
import { PresenceKeeper } from './viewers/presence-keeper.js';
import { PresenceRelay } from './viewers/presence-relay.js';
import { SharedFrames } from './viewers/shared-frames.js';
import { nodeOf, type OrchestratorOptions } from './orchestrator-options.js';
import { RemoteExecutions } from './turns/remote-executions.js';
import { createTakeOver, takeUpWhatWasLeft } from './take-over.js';

/**
 * Conversations over one store: commands in, events out, and an agent's turn run when it is due.
 * Several may share a store; each conversation's turn is run by one of them at a time.
 */
export interface Orchestrator {
  /** Of the store: half of every cursor. */
  readonly epoch: string;
  /** The contract as `caller` may use it. Cheap: make one for each request. */
  as(caller: Caller): OperatorApi;
  /**
   * Takes up what an earlier process left: turns whose runner died are restarted or resumed,
   * agents that are due are started. Resolves when all of it has been looked at, not when it is done.
   */
  start(): Promise<void>;
  /** Ends subscriptions with `bye`, lets go of running turns (the next start takes them up). */
  close(): Promise<void>;
}

export function createOrchestrator(options: OrchestratorOptions): Orchestrator {
  const node = nodeOf(options);
  const { store, agents, bus, draftStore, presenceStore, clock, logger, owner, leaseMs, onAction } = node;
  /** Readers of all conversations. */
  const listeners = new Set<() => void>();
  const tellActivity = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const drafts =
    draftStore === undefined ? null : new DraftRelay({ store: draftStore, bus, clock, logger, node: owner });
  const presence = new PresenceKeeper(clock);
  const presenceRelay =
    presenceStore === undefined
      ? null
      : new PresenceRelay({
          store: presenceStore,
          bus,
          clock,
          logger,
          node: owner,
          onNews: (conversation) => presence.tell(conversation),
        });
  const conversations = new ConversationHost(node, { drafts, presenceRelay, onAppended: tellActivity });
  const takeOver = createTakeOver(node, conversations);
  const leaveBus = bus?.subscribe(onHint);

  /** Reads what another node wrote; the driver and the viewers see to the rest. */
  function onHint(hint: BusHint): void {
    const { tenant, conversationId } = hint;
    const isLogged = hint.type === 'events' || hint.type === 'deleted';
    if (!isLogged && hint.by === owner) return;
    if (isLogged) tellActivity();
    const hosted = conversations.inMemory(tenant, conversationId);
    if (hosted === undefined) {
      if (isLogged) takeOver.soon();
      return;
    }
    hosted
      .then(async ({ conversation }) => {
        const release = conversation.retain();
        try {
          await readWhatIsNew(conversation, hint);
        } finally {
          release();
        }
      })
      .catch((error: unknown) => {
        const cause = String(error);
        logger.log('warn', 'What another node wrote could not be read.', { conversationId, cause });
      });
  }

  async function readWhatIsNew(conversation: Conversation, hint: BusHint): Promise<void> {
    if (hint.type === 'deleted') return conversation.noticeGone();
    if (conversation.control.seq < hint.seq) await conversation.refresh();
    // More was promised than there is: it may have been deleted.
    if (conversation.control.seq < hint.seq) await conversation.noticeGone();
    if (hint.type === 'drafts') await drafts?.pull(conversation);
    if (hint.type === 'presence') await presenceRelay?.pull(conversation);
  }

  async function tellGone(tenant: string, conversationId: string): Promise<void> {
    const { conversation, release } = await conversations.host(tenant, conversationId);
    conversation.markGone();
    release();
    bus?.publish({ type: 'deleted', tenant, conversationId });
  }

  /** About an action that this node has logged. */
  async function askHost(tenant: string, conversationId: string, actionSeq: number): Promise<void> {
    (await conversations.inMemory(tenant, conversationId))?.actions?.ask(actionSeq);
  }

  const context = {
    ...node,
    drafts,
    presence,
    presenceRelay,
    frames: new SharedFrames(node.schedulingPolicy),
    executions: new RemoteExecutions({ store, clock, leaseMs }),
    host: (tenant: string, conversationId: string) => conversations.host(tenant, conversationId),
    hostNow: (tenant: string, conversationId: string) => conversations.hostNow(tenant, conversationId),
    isClosing: () => conversations.isClosing,
    onActivity(this: void, listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    askHost: onAction && askHost,
    tellGone,
  };

  return {
    epoch: store.epoch,

    as: (caller) => createApi(caller, context),

    async start() {
      await takeUpWhatWasLeft(node, conversations);
      const hasWork = Object.keys(agents).length > 0 || onAction !== null;
      if (store.claimRunnable && hasWork) takeOver.start();
    },

    async close() {
      leaveBus?.();
      const closing = conversations.close();
      presence.close();
      tellActivity();
      await takeOver.close();
      await closing;
      await drafts?.close();
      await presenceRelay?.close();
    },
  };
}
