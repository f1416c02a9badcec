import type {
  Caller,
  ConversationMethod,
  ConversationState,
  MethodParams,
  MethodResult,
  Viewer,
} from '@agent-chat/protocol';
import type { OrchestratorAttachments } from '../../attachments/attachments.js';
import type { Actor, Decision } from '../../decide/decision.js';
import type { AgentRunner } from '../../ports/agent-runner.js';
import type { BudgetRule } from '../../ports/budget-rule.js';
import type { Ids } from '../../ports/environment.js';
import type { Ledger } from '../../ports/ledger.js';
import type { PersonaSource } from '../../ports/persona-source.js';
import type { ScenarioSource } from '../../ports/scenario-source.js';
import type { NamedPolicies } from '../../policy/policy-by-name.js';
import type { CommitOptions } from '../conversation/commit-options.js';
import type { Conversation } from '../conversation/conversation.js';
import type { SettingRules } from '../turns/setting-rules.js';
import type { Guard } from '../turns/guard.js';
import type { DraftRelay } from '../viewers/draft-relay.js';
import type { PresenceKeeper } from '../viewers/presence-keeper.js';
import type { PresenceRelay } from '../viewers/presence-relay.js';
import type { PresenceRule } from '../orchestrator-options.js';
import type { Held } from '../conversation/held.js';
import type { RemoteExecutions } from '../turns/remote-executions.js';
import type { SharedFrames } from '../viewers/shared-frames.js';
import type { SubscribeAllContext } from '../viewers/subscribe-all.js';

/** What the contract's handlers are made of. */
export interface ApiContext extends SubscribeAllContext {
  readonly ids: Ids;
  readonly schedulingPolicy: NamedPolicies;
  /** Those of this node, by the agent that they run. */
  readonly agents: Readonly<Record<string, AgentRunner>>;
  readonly guard: Guard;
  readonly settings: SettingRules;
  readonly ledger: Ledger;
  readonly budgetsFor: BudgetRule;
  readonly maxMessageBytes: number;
  readonly frames: SharedFrames;
  readonly executions: RemoteExecutions;
  /** `null` where no other node shows what is written here. */
  readonly drafts: DraftRelay | null;
  readonly presence: PresenceKeeper;
  /** `null` where no other node shows who is here. */
  readonly presenceRelay: PresenceRelay | null;
  readonly presenceOf: PresenceRule;
  readonly leaseMs: number;
  /** Ids of actions that every message has besides `explain`. */
  readonly messageActions: readonly string[];
  /** Asks the host about an action that was logged; `null`: agents answer all of them. */
  readonly askHost: ((tenant: string, conversationId: string, actionSeq: number) => Promise<void>) | null;
  /** Names this process among the owners of leases. */
  readonly owner: string;
  /** Where the files of messages are, for what erases them. */
  readonly attachments: OrchestratorAttachments | null;
  /** Names of `data` parts that visitors may send. */
  readonly visitorDataParts: readonly string[];
  /** Ends what this node and the others do with a conversation that was deleted. */
  tellGone(tenant: string, conversationId: string): Promise<void>;
  readonly scenarios: ScenarioSource | undefined;
  readonly personas: PersonaSource | undefined;
  /** The conversation, kept in memory until it is released. */
  host(tenant: string, conversationId: string): Promise<Held>;
  /** The same, if it is in memory already. */
  hostNow(tenant: string, conversationId: string): Held | null;
}

/** The contract as one caller uses it: what each group of handlers is given. */
export interface ApiCall {
  readonly caller: Caller;
  readonly viewer: Viewer;
  readonly context: ApiContext;
  /** Who writes. @throws AgentChatError `Forbidden` for an observer */
  actor(): Actor;
  /**
   * A conversation that the caller may know of; any other does not exist for it.
   * @throws AgentChatError `UnknownConversation`, `ConversationGone`
   */
  open(conversationId: string): Promise<Held>;
  /** The same without a look at the store where it is in memory: it may have been deleted elsewhere. */
  openToWrite(conversationId: string): Held | Promise<Held>;
  /** The same for who may make it: there may be none. @throws AgentChatError `ConversationGone` */
  openOrNew(conversationId: string): Promise<Held>;
  /** Holds the conversation while `work` runs. */
  use<R>(held: Held | Promise<Held>, work: (conversation: Conversation) => R): Promise<Awaited<R>>;
  /** Of a request: a retry of it gets the first result. */
  keyOf(
    method: ConversationMethod,
    params: { readonly clientRequestId: string },
  ): NonNullable<CommitOptions['key']>;
  /** Decides and appends under the request's key: a retry gets the first result. */
  command<R>(
    method: ConversationMethod,
    params: { readonly conversationId: string; readonly clientRequestId: string },
    decide: (state: ConversationState, by: Actor) => Decision<R>,
    options?: { readonly fence?: number | undefined } & Pick<CommitOptions, 'claim'>,
  ): Promise<R>;
  /** The same on a conversation that is held already. */
  commandOn<R>(
    conversation: Conversation,
    method: ConversationMethod,
    params: { readonly clientRequestId: string },
    decide: (state: ConversationState, by: Actor) => Decision<R>,
    options?: Omit<CommitOptions, 'key'>,
  ): Promise<R>;
}

/** One handler for each of the contract's methods that `M` names. */
export type HandlersOf<M extends ConversationMethod> = {
  readonly [Name in M]: (
    params: MethodParams<Name>,
    signal: AbortSignal | undefined,
  ) => Promise<MethodResult<Name>>;
};
