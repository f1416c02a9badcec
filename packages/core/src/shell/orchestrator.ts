import { AgentChatError, type Approvers, type Caller, type ControlState } from '@agent-chat/protocol';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import { createMemoryLedger } from '../memory/memory-ledger.js';
import type { Attachments } from '../attachments/attachments.js';
import { alternationPolicy } from '../policy/alternation.js';
import { decideClearAutoRun, mayRunAlone } from '../policy/auto-run.js';
import { dueAgentOf } from '../policy/due-agent.js';
import { isParked } from '../policy/guidance.js';
import { policyByName } from '../policy/policy-by-name.js';
import type { ActionHandler } from '../ports/action-handler.js';
import type { AgentRunner } from '../ports/agent-runner.js';
import type { Bus, BusHint } from '../ports/bus.js';
import type { DraftStore } from '../ports/draft-store.js';
import type { Clock, Ids, Logger } from '../ports/environment.js';
import type { EventStore, Lease } from '../ports/event-store.js';
import type { ParseSettingsOptions } from '../guard/parse-setting.js';
import type { Ledger } from '../ports/ledger.js';
import type { ScenarioSource } from '../ports/scenario-source.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { createApi } from './api/create-api.js';
import { Conversation } from './conversation.js';
import { DraftRelay } from './draft-relay.js';
import { createGuard } from './guard.js';
import type { Held } from './held.js';
import { HostActions } from './host-actions.js';
import { randomIds, silentLogger, systemClock } from './platform.js';
import { RemoteExecutions } from './remote-executions.js';
import { createSettingRules, type SettingRules } from './setting-rules.js';
import { createSweeper } from './sweeper.js';
import { TurnDriver } from './turn-driver.js';
import { watchConversation } from './watchdog.js';

export interface OrchestratorOptions {
  readonly store: EventStore;
  /** The runners of this process, by the participant id of the agent that they run. */
  readonly agents?: Readonly<Record<string, AgentRunner>>;
  /** For conversations that name none. Default: `alternationPolicy()`. */
  readonly policy?: SchedulingPolicy;
  /** Others that a conversation may name as its `schedulingPolicy`. */
  readonly policies?: readonly SchedulingPolicy[];
  /**
   * Asked about every button that is pressed, before the agent whose message it is on. Default: the
   * agent answers. All nodes that share a store have one, or none has.
   */
  readonly onAction?: ActionHandler;
  /** Where the files of messages are: those of erased ones are deleted. Default: there are none. */
  readonly attachments?: Pick<Attachments, 'ofMessage' | 'delete' | 'deleteConversation'>;
  /** Names of `data` parts that visitors may send. Default: none. */
  readonly visitorDataParts?: readonly string[];
  /** Ids of actions that every message has besides `explain`. Default: none. */
  readonly messageActions?: readonly string[];
  /** Between the nodes that share the store. Default: this is the only one. */
  readonly bus?: Bus;
  /**
   * Shows the viewers of other nodes what is being written, told by `bus`. Default: they see it when
   * it is logged.
   */
  readonly drafts?: DraftStore;
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
  /**
   * The models that a caller may choose; `any` for all. Default: any for members and operators, none
   * for visitors and agents.
   */
  readonly modelsFor?: (caller: Caller) => readonly string[] | 'any';
  /**
   * Whether what a participant writes in the chat may set something without a click. Default: users
   * may, in conversations that do not belong to an interface.
   */
  readonly maySet?: SettingRules['maySet'];
  /** The languages and the names of models by which people set something in the chat. Default: English. */
  readonly settingPhrases?: ParseSettingsOptions;
  /** How long an approval may wait for its answer; `null`: without end. Default 86,400,000: a day. */
  readonly approvalTtlMs?: number | null;
  /** Who is asked when an agent may not call a tool by itself. Default: operators. */
  readonly approversOf?: (control: ControlState, toolName: string) => Approvers;
  /** Counts what budgets cap, across conversations and nodes. Default: in memory, for this process. */
  readonly ledger?: Ledger;
  /** How long after its last event a conversation still goes on by itself (`custom.autoRun`). Default 6 h. */
  readonly autoRunMaxAgeMs?: number;
  /** What conversations name as their scenario. Default: none. */
  readonly scenarios?: ScenarioSource;
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
  as(caller: Caller): OperatorApi;
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
  readonly stopWatching: () => void;
  readonly actions: HostActions | null;
}

const RECOVERY_LIMIT = 10_000;
/** So many turns are taken over at once; the next ones when these have been looked at. */
const CLAIM_LIMIT = 32;
/** How long a node that was told of work it does not host leaves it to the node that told it. */
const CLAIM_AFTER_HINT_MS = 250;

export function createOrchestrator(options: OrchestratorOptions): Orchestrator {
  const {
    store,
    agents = {},
    policy: defaultPolicy = alternationPolicy(),
    policies = [],
    onAction = null,
    messageActions = [],
    attachments = null,
    visitorDataParts = [],
    bus,
    drafts: draftStore,
    clock = systemClock(),
    ids = randomIds(),
    logger = silentLogger,
    leaseMs = 15_000,
    idleTurnMs = 300_000,
    maxMessageBytes = 65_536,
    modelsFor,
    maySet,
    settingPhrases,
    approvalTtlMs = 86_400_000,
    approversOf = () => 'operators',
    ledger = createMemoryLedger({ clock }),
    autoRunMaxAgeMs = 21_600_000,
    scenarios,
    maxIdleConversations = 1_000,
  } = options;
  const settings = createSettingRules({ modelsFor, maySet, parse: settingPhrases });
  const guard = createGuard({
    approvalTtlMs,
    approversOf,
    validateToolArgs: (agentId, toolName, args) =>
      Object.hasOwn(agents, agentId) ? (agents[agentId]?.validateToolArgs?.(toolName, args) ?? null) : null,
  });
  const policy = policyByName(defaultPolicy, policies);
  const owner = ids.next('execution');
  const hosted = new Map<string, Promise<Hosted>>();
  /** Those that nobody uses, the one that has been so for longest first. */
  const idle = new Map<string, Conversation>();
  /** Readers of all conversations. */
  const listeners = new Set<() => void>();
  let closing = false;

  const drafts =
    draftStore === undefined ? null : new DraftRelay({ store: draftStore, bus, clock, logger, node: owner });

  function tellActivity(): void {
    for (const listener of [...listeners]) listener();
  }

  const keyOf = (tenant: string, conversationId: string): string => `${tenant}\n${conversationId}`;

  const isRunnable = (control: ControlState): boolean =>
    (onAction !== null && control.actions.some((action) => action.agentId === undefined)) ||
    (control.openTurn === null
      ? mayRunAlone(control) && dueAgentOf(control, policy) !== null
      : !isParked(control) || needsATimer(control));

  async function load(tenant: string, conversationId: string, key: string): Promise<Hosted> {
    const conversation = new Conversation({
      conversationId,
      tenant,
      store,
      clock,
      logger,
      isRunnable,
      onIdle: () => forgetIdle(key, conversation),
      onAppended: () => {
        bus?.publish({ tenant, conversationId, seq: conversation.control.seq });
        tellActivity();
      },
    });
    await conversation.load();
    await conversation.commit(({ control }) => decideClearAutoRun(control, clock.now(), autoRunMaxAgeMs));
    const driver = new TurnDriver(conversation, {
      store,
      agents,
      policy,
      guard,
      settings,
      ledger,
      clock,
      ids,
      logger,
      leaseMs,
      idleTurnMs,
      owner,
    });
    if (drafts !== null) conversation.onChange(() => drafts.noticed(conversation));
    const stopWatching = watchConversation(conversation, { policy, clock, logger });
    const actions =
      onAction &&
      new HostActions(conversation, {
        handler: onAction,
        clock,
        logger,
        leaseMs,
        isShared: store.claimRunnable !== undefined,
      });
    conversation.onChange(() => {
      driver.wake();
      actions?.look();
    });
    return { conversation, driver, actions, stopWatching };
  }

  /** A conversation also when it does not exist yet: its head is 0 then. */
  async function host(tenant: string, conversationId: string): Promise<Held> {
    if (closing) throw new AgentChatError('Unavailable', 'This server is shutting down.');
    const key = keyOf(tenant, conversationId);
    const entry = hosted.get(key) ?? load(tenant, conversationId, key);
    hosted.set(key, entry);
    try {
      const { conversation, driver, actions } = await entry;
      // It may have been forgotten between its loading and now.
      if (hosted.get(key) !== entry) return await host(tenant, conversationId);
      idle.delete(key);
      const release = conversation.retain();
      driver.wake();
      actions?.look();
      return { conversation, release };
    } catch (error) {
      if (hosted.get(key) === entry) hosted.delete(key);
      throw error;
    }
  }

  const isHosted = (tenant: string, conversationId: string): boolean =>
    hosted.has(keyOf(tenant, conversationId));

  /** The conversation that has been idle for longest leaves the memory when there are too many. */
  function forgetIdle(key: string, conversation: Conversation): void {
    idle.set(key, conversation);
    for (const [oldestKey, oldest] of idle) {
      if (idle.size <= maxIdleConversations) return;
      idle.delete(oldestKey);
      if (!oldest.isUsed) hosted.delete(oldestKey);
    }
  }

  /** Reads what another node appended; the driver and the viewers see to the rest. */
  function onHint({ tenant, conversationId, seq, draftsBy }: BusHint): void {
    if (draftsBy === owner) return;
    if (draftsBy === undefined) tellActivity();
    const entry = hosted.get(keyOf(tenant, conversationId));
    if (entry === undefined) {
      if (draftsBy === undefined) sweeper.soon();
      return;
    }
    entry
      .then(async ({ conversation }) => {
        if (conversation.control.seq < seq) await conversation.refresh();
        // More was promised than there is: it may have been deleted.
        if (conversation.control.seq < seq) await conversation.noticeGone();
        if (draftsBy !== undefined) await drafts?.pull(conversation);
      })
      .catch((error: unknown) => {
        logger.log('warn', 'What another node wrote could not be read.', {
          conversationId,
          cause: String(error),
        });
      });
  }

  /** Takes up turns that no node runs: their node died, or has no runner for their agent. */
  async function sweep(): Promise<void> {
    const seen = new Set<string>();
    for (let isMore = true; isMore && !closing; ) {
      const claimed = (await store.claimRunnable?.(owner, leaseMs, CLAIM_LIMIT)) ?? [];
      await takeUp(claimed);
      // What has no runner here comes back after the rest: then all of it was looked at.
      isMore = claimed.length === CLAIM_LIMIT && !claimed.some((lease) => seen.has(lease.conversationId));
      for (const { conversationId } of claimed) seen.add(conversationId);
    }
  }

  async function takeUp(claimed: readonly (Lease & { readonly tenant: string })[]): Promise<void> {
    for (const lease of claimed) {
      const { tenant, conversationId } = lease;
      try {
        if (closing) continue;
        const { conversation, release } = await host(tenant, conversationId);
        await conversation.refresh().finally(release);
      } catch (error) {
        logger.log('error', 'A turn could not be taken over.', { conversationId, cause: String(error) });
      } finally {
        // A driver that has work takes a lease of its own under a newer fence: then this does nothing.
        await store.releaseLease(lease);
      }
    }
  }

  const sweeper = createSweeper({
    sweep,
    clock,
    everyMs: leaseMs / 3,
    soonMs: CLAIM_AFTER_HINT_MS,
    onError: (error) =>
      logger.log('error', 'Nobody looked for work of other nodes.', { cause: String(error) }),
  });
  const leaveBus = bus?.subscribe(onHint);

  const executions = new RemoteExecutions({ store, clock, leaseMs });
  async function tellGone(tenant: string, conversationId: string): Promise<void> {
    const { conversation, release } = await host(tenant, conversationId);
    conversation.markGone();
    release();
    // Beyond any head: who has it in memory asks the store.
    bus?.publish({ tenant, conversationId, seq: Number.MAX_SAFE_INTEGER });
  }

  /** About an action that this node has logged. */
  async function askHost(tenant: string, conversationId: string, actionSeq: number): Promise<void> {
    (await hosted.get(keyOf(tenant, conversationId)))?.actions?.ask(actionSeq);
  }

  const onActivity = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const activity = { onActivity, isClosing: () => closing };
  const services = {
    store,
    ids,
    clock,
    policy,
    guard,
    settings,
    ledger,
    scenarios,
    owner,
    executions,
    drafts,
  };
  const limits = { maxMessageBytes, leaseMs, messageActions };
  const erasure = { attachments, visitorDataParts, tellGone };
  const context = {
    ...services,
    ...activity,
    ...limits,
    ...erasure,
    askHost: onAction && askHost,
    host,
    isHosted,
  };

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
      const hasWork = Object.keys(agents).length > 0 || onAction !== null;
      if (store.claimRunnable && hasWork) sweeper.start();
    },

    async close() {
      closing = true;
      tellActivity();
      leaveBus?.();
      await sweeper.close();
      const all = await Promise.allSettled(hosted.values());
      await Promise.all(
        all.map(async (result) => {
          if (result.status === 'rejected') return;
          const { conversation, driver, actions, stopWatching } = result.value;
          stopWatching();
          actions?.close();
          await driver.close();
          conversation.closing = true;
          conversation.changed();
        }),
      );
      await drafts?.close();
    },
  };
}

/** A stop that nobody has acted on, or a question that expires: somebody has to look after it. */
function needsATimer({ openTurn, approvals }: ControlState): boolean {
  return openTurn?.stop !== null || approvals.some((approval) => approval.expiresAt !== null);
}
