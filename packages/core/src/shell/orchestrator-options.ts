import type { Caller, PresenceChoice } from '@agent-chat/protocol';
import type { OrchestratorAttachments } from '../attachments/attachments.js';
import type { ParseSettingsOptions } from '../guard/parse-setting.js';
import { alternationPolicy } from '../policy/alternation.js';
import { type NamedPolicies, policyByName } from '../policy/policy-by-name.js';
import type { ActionHandler } from '../ports/action-handler.js';
import type { AgentRunner } from '../ports/agent-runner.js';
import type { BudgetRule } from '../ports/budget-rule.js';
import type { Bus } from '../ports/bus.js';
import type { DraftStore } from '../ports/draft-store.js';
import type { Clock, Ids, Logger } from '../ports/environment.js';
import type { EventStore } from '../ports/event-store.js';
import type { Ledger } from '../ports/ledger.js';
import type { PresenceStore } from '../ports/presence-store.js';
import type { PersonaSource } from '../ports/persona-source.js';
import type { OrchestratorStore } from '../ports/store.js';
import type { ScenarioSource } from '../ports/scenario-source.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { keptScenarios } from '../scenarios/kept-scenarios.js';
import { createGuard, type Guard } from './turns/guard.js';
import { randomIds, silentLogger, systemClock } from './platform.js';
import { createSettingRules, type SettingRules } from './turns/setting-rules.js';

export type PresenceRule = (caller: Caller, asked: PresenceChoice | undefined) => PresenceChoice;

export interface OrchestratorOptions {
  /** Where conversations are kept, and budgets counted: one of the store packages, or `createMemoryStore`. */
  readonly store: OrchestratorStore;
  /** The runners of this process, by the participant id of the agent that they run. */
  readonly agents?: Readonly<Record<string, AgentRunner>>;
  /** For conversations that name none. Default: `alternationPolicy()`. */
  readonly schedulingPolicy?: SchedulingPolicy;
  /** Others that a conversation may name as its `schedulingPolicy`. */
  readonly schedulingPolicies?: readonly SchedulingPolicy[];
  /**
   * Asked about every button that is pressed, before the agent whose message it is on. Default: the
   * agent answers. All nodes that share a store have one, or none has.
   */
  readonly onAction?: ActionHandler;
  /**
   * Where the files of messages are. Agents read them, and those of erased messages are deleted. Default:
   * there are none.
   */
  readonly attachments?: OrchestratorAttachments;
  /** Names of `data` parts that visitors may send. Default: none. */
  readonly visitorDataParts?: readonly string[];
  /** Ids of actions that every message has besides `explain`. Default: none. */
  readonly messageActions?: readonly string[];
  /** Between the nodes that share the store. Default: this is the only one. */
  readonly bus?: Bus;
  /**
   * Whether others are told that a caller is here or writes; `asked` is what the caller asked for. Only
   * participants are ever shown. Default: as asked, else `hidden` for operators and `shown` for all
   * others.
   */
  readonly presenceOf?: PresenceRule;
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
  readonly approversOf?: Guard['approversOf'];
  /**
   * Budgets of the host's own, for example a cap on a campaign in all of its conversations. Default: there
   * are those alone that people set in a conversation.
   */
  readonly budgetsFor?: BudgetRule;
  /** How long after its last event a conversation still goes on by itself (`custom.autoRun`). Default 6 h. */
  readonly autoRunMaxAgeMs?: number;
  /** What conversations name as their scenario. Default: those that operators keep in the store. */
  readonly scenarios?: ScenarioSource;
  /** Who agents are in a conversation. Default: there are no personas to choose. */
  readonly personas?: PersonaSource;
  /** How many conversations without a reader or a runner stay in memory. Default 1,000. */
  readonly maxIdleConversations?: number;
}

/** The options with every default, and what is made of them once for a node. */
export interface OrchestratorNode {
  readonly store: EventStore;
  readonly agents: Readonly<Record<string, AgentRunner>>;
  readonly schedulingPolicy: NamedPolicies;
  readonly onAction: ActionHandler | null;
  readonly messageActions: readonly string[];
  readonly attachments: OrchestratorAttachments | null;
  readonly visitorDataParts: readonly string[];
  readonly bus: Bus | undefined;
  readonly draftStore: DraftStore | undefined;
  readonly presenceStore: PresenceStore | undefined;
  readonly presenceOf: PresenceRule;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly leaseMs: number;
  readonly idleTurnMs: number;
  readonly maxMessageBytes: number;
  readonly guard: Guard;
  readonly settings: SettingRules;
  readonly ledger: Ledger;
  readonly budgetsFor: BudgetRule;
  readonly autoRunMaxAgeMs: number;
  readonly scenarios: ScenarioSource | undefined;
  readonly personas: PersonaSource | undefined;
  readonly maxIdleConversations: number;
  /** Names this node among the owners of leases. */
  readonly owner: string;
}

/** @throws AgentChatError `InvalidConfiguration` */
export function nodeOf(options: OrchestratorOptions): OrchestratorNode {
  const { store, agents = {}, clock = systemClock(), ids = randomIds() } = options;
  const { modelsFor, maySet, settingPhrases, logger = silentLogger } = options;
  const { approvalTtlMs = 86_400_000, approversOf = () => 'operators' } = options;
  const guard = createGuard({ approvalTtlMs, approversOf });
  return {
    store: store.events,
    agents,
    schedulingPolicy: policyByName(
      options.schedulingPolicy ?? alternationPolicy(),
      options.schedulingPolicies ?? [],
      logger,
    ),
    onAction: options.onAction ?? null,
    messageActions: options.messageActions ?? [],
    attachments: options.attachments ?? null,
    visitorDataParts: options.visitorDataParts ?? [],
    bus: options.bus,
    draftStore: store.drafts,
    presenceStore: store.presence,
    presenceOf:
      options.presenceOf ?? (({ kind }, asked) => asked ?? (kind === 'operator' ? 'hidden' : 'shown')),
    clock,
    ids,
    logger,
    leaseMs: options.leaseMs ?? 15_000,
    idleTurnMs: options.idleTurnMs ?? 300_000,
    maxMessageBytes: options.maxMessageBytes ?? 65_536,
    guard,
    settings: createSettingRules({ modelsFor, maySet, parse: settingPhrases }),
    ledger: store.ledger,
    budgetsFor: options.budgetsFor ?? (() => []),
    autoRunMaxAgeMs: options.autoRunMaxAgeMs ?? 21_600_000,
    scenarios: options.scenarios ?? (store.records && keptScenarios(store.records)),
    personas: options.personas,
    maxIdleConversations: options.maxIdleConversations ?? 1_000,
    owner: ids.next('execution'),
  };
}
