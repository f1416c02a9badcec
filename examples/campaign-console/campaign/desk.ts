import type { Ledger, Orchestrator } from '@agent-chat/core';
import {
  AgentChatError,
  type AutopilotLevel,
  type Card,
  type ControlState,
  isOpenRun,
  type MethodParams,
  type PolicyInForce,
} from '@agent-chat/protocol';
import { outboxCard, readCard } from '@agent-chat/protocol/cards';
import type { OperatorApi } from '@agent-chat/protocol/wire';
import { type CampaignLog, campaignIn } from './campaign-log.ts';
import type { CampaignState, Changed } from './campaign-state.ts';
import { cardsOf, differences, type ShownCard } from './card-patch.ts';
import { isDone } from './is-done.ts';
import { createLogKeeper } from './log-keeper.ts';
import { createOutboxReader, type OutboxRow } from './outbox.ts';
import type { PolicyVersion } from './policy-diff.ts';

type Patch = MethodParams<'patchCard'>['patch'];

/** A run and its campaign, as they stand in the log. */
export interface Case {
  readonly conversationId: string;
  readonly runId: string;
  readonly campaign: CampaignState;
  readonly level: AutopilotLevel | null;
  readonly isPaused: boolean;
  /** Whether the run has ended: its campaign is there to be read. */
  readonly isOver: boolean;
  readonly policy: PolicyInForce | null;
  readonly rows: readonly OutboxRow[];
  /** What the tightest budget for money leaves, in micro-USD. */
  readonly leftMicroUsd: number;
  /** How many messages the tightest cap on sends leaves. */
  readonly leftSends: number;
  readonly log: CampaignLog;
}

/** Where the campaign's back end reads and writes the log, with the rights of the host. */
export interface Desk {
  readonly seed: number;
  read(conversationId: string, runId: string): Promise<Case | null>;
  /** As `read`. @throws AgentChatError `UnknownRun` before there is a brief, and when its run is over */
  require(conversationId: string, runId: string): Promise<Case>;
  /** The campaign of the run; where it has none, the newest one that there was. */
  look(conversationId: string, runId: string): Promise<Case | null>;
  /** Ends the run of a campaign that has nothing left to do; whether it did. */
  endIfDone(found: Case, key: string): Promise<boolean>;
  /** What holds before anybody has set anything: level 1, a policy, a threshold for bounces, a cap on sends. */
  prepare(of: { conversationId: string; runId: string }, key: string): Promise<void>;
  currentRun(conversationId: string): Promise<string | null>;
  /** Changes the state of the run once for `key`, however often it is asked to. */
  patchState(of: { conversationId: string; runId: string }, key: string, patch: Patch): Promise<void>;
  /** Notes what changed of contacts, once for `key`: the state of the run has the newest of it, the log all. */
  patchContacts(of: { conversationId: string; runId: string }, key: string, changed: Changed): Promise<void>;
  /** Brings the newest outbox card in line with the state. */
  refreshOutbox(conversationId: string, runId: string, key: string): Promise<void>;
  /** Changes the newest card of a type for which `change` gives another: data, buttons and text alike. */
  patchCards(
    conversationId: string,
    key: string,
    type: string,
    change: (card: Card) => Card | undefined,
  ): Promise<void>;
  /** The run that a message belongs to; the conversation's where it names none. */
  runOfMessage(conversationId: string, messageId: string): Promise<string | null>;
  /** The versions of the guard policy, the newest first. */
  policies(conversationId: string): Promise<readonly PolicyVersion[]>;
  pause(conversationId: string, runId: string, key: string, message: string): Promise<void>;
  report(
    conversationId: string,
    runId: string,
    key: string,
    amounts: MethodParams<'recordUsage'>['amounts'],
  ): Promise<void>;
}

export const TENANT = 'default';

export interface DeskOptions {
  readonly orchestrator: Pick<Orchestrator, 'as'>;
  readonly ledger: Ledger;
  readonly seed: number;
  /** The guard policy of a conversation that has none. */
  readonly firstPolicy: string;
}

export function createDesk({ orchestrator, ledger, seed, firstPolicy }: DeskOptions): Desk {
  // Made at each call: the orchestrator runs agents that use this desk, so it comes after it.
  const api: Pick<OperatorApi, 'call'> = { call: (...args) => operator().call(...args) };
  const operator = () =>
    orchestrator.as({ kind: 'operator', tenant: TENANT, participantId: 'campaign-desk' });

  const logOf = createLogKeeper(api);
  const outboxOf = createOutboxReader(seed);

  async function read(conversationId: string, runId: string): Promise<Case | null> {
    return caseOf(await logOf(conversationId), runId);
  }

  async function look(conversationId: string, runId: string): Promise<Case | null> {
    const log = await logOf(conversationId);
    const newestFirst = [...log.state.timeline.runs]
      .map(([, run]) => run)
      .sort((a, b) => b.openedSeq - a.openedSeq);
    const shown = newestFirst.find((one) => campaignIn(log, one.runId) !== null)?.runId ?? runId;
    return (await caseOf(log, runId)) ?? caseOf(log, shown);
  }

  async function caseOf(log: CampaignLog, runId: string): Promise<Case | null> {
    const { control, timeline } = log.state;
    const record = timeline.runs.get(runId);
    const campaign = campaignIn(log, runId);
    if (record === undefined || campaign === null) return null;
    const policy = inForce(control);
    return {
      conversationId: control.conversationId,
      runId,
      campaign,
      level: record.autopilot ?? control.autopilot,
      isPaused: record.status === 'paused' || control.paused !== null,
      isOver: !isOpenRun(record.status),
      policy,
      rows: campaign.stage === 'written' ? outboxOf(runId, campaign, policy?.source ?? null) : [],
      leftMicroUsd: await left('money', log, runId),
      leftSends: await left('sends', log, runId),
      log,
    };
  }

  /** What the tightest budget of a meter leaves. */
  async function left(of: 'money' | 'sends', { state }: CampaignLog, runId: string): Promise<number> {
    const budgets = state.control.budgets.filter(
      ({ meter, per, scope }) =>
        meter === of && per === undefined && (scope.kind !== 'run' || scope.id === runId),
    );
    const each = budgets.map(async ({ meter, scope, window, limit }) => {
      const { spent, reserved } = await ledger.spent({ tenant: TENANT, meter, scope, window });
      return limit === null ? Infinity : limit - spent - reserved;
    });
    return Math.min(Infinity, ...(await Promise.all(each)));
  }

  async function require(conversationId: string, runId: string): Promise<Case> {
    const found = await read(conversationId, runId);
    if (found === null) throw new AgentChatError('UnknownRun', 'There is no brief yet: draft one first.');
    if (found.isOver) throw new AgentChatError('RunClosed', 'This campaign is over: draft another brief.');
    return found;
  }

  async function patchCards(
    conversationId: string,
    key: string,
    type: string,
    change: (card: Card) => Card | undefined,
  ): Promise<void> {
    // Somebody else may patch the same card at the same moment: it is read again.
    for (let attempt = 1; ; attempt += 1) {
      const shown = firstChanged(cardsOf((await logOf(conversationId)).state, type), change);
      if (shown === null) return;
      const { one, next } = shown;
      const patch = differences(one.card, next, '');
      if (patch.length === 0) return;
      try {
        const { messageId, partId, rev } = one;
        await api.call('patchCard', {
          conversationId,
          clientRequestId: `${key}-${attempt}`,
          messageId,
          partId,
          rev: rev + 1,
          patch,
        });
        return;
      } catch (error) {
        if (!AgentChatError.isInstance(error) || error.code !== 'CasConflict' || attempt === 5) throw error;
      }
    }
  }

  return {
    seed,
    read,
    require,
    look,
    async endIfDone(found, key) {
      const { conversationId, runId } = found;
      if (found.isPaused || found.isOver || !isDone(found)) return false;
      await api.call('changeRun', { conversationId, clientRequestId: key, runId, status: 'completed' });
      return true;
    },
    patchCards,
    async prepare({ conversationId, runId }, key) {
      const { control, timeline } = (await logOf(conversationId)).state;
      const level = timeline.runs.get(runId)?.autopilot ?? control.autopilot;
      const command = (what: string) => ({ conversationId, clientRequestId: `${key}-${what}` });
      if (level === null) await api.call('setAutopilot', { ...command('level'), level: 1 });
      if (control.policies.length === 0) {
        await api.call('setPolicy', { ...command('policy'), source: firstPolicy });
      }
      const scope = { kind: 'run', id: runId } as const;
      const isSet = (meter: string) =>
        control.budgets.some((one) => one.meter === meter && one.scope.id === runId);
      if (!isSet('bounces')) {
        const rate = { meter: 'bounces', limit: 30_000, per: { meter: 'sends', min: 100 } };
        await api.call('setBudget', { ...command('bounces'), budget: { ...rate, scope, window: 'total' } });
      }
      if (!isSet('sends')) {
        const cap = { meter: 'sends', limit: 1_000, scope, window: 'day' } as const;
        await api.call('setBudget', { ...command('sends'), budget: cap });
      }
    },
    async currentRun(conversationId) {
      return (await logOf(conversationId)).state.control.currentRunId;
    },
    async patchState({ conversationId, runId }, key, patch) {
      await api.call('patchRunState', { conversationId, clientRequestId: key, runId, patch });
    },
    async patchContacts({ conversationId, runId }, key, changed) {
      const patch: Patch = [{ op: 'add', path: '/campaign/changed', value: changed }];
      await api.call('patchRunState', { conversationId, clientRequestId: key, runId, patch });
    },
    async refreshOutbox(conversationId, runId, key) {
      const found = await read(conversationId, runId);
      if (found === null || found.campaign.stage !== 'written') return;
      const byLead = new Map(found.rows.map(({ sample }) => [sample.leadId, sample]));
      await patchCards(conversationId, key, 'outbox', (shown) => {
        const data = readCard('outbox', shown);
        if (data.runId !== runId) return undefined;
        const samples = data.samples.map((one) => byLead.get(one.leadId) ?? one);
        return outboxCard({ ...data, samples });
      });
    },
    async runOfMessage(conversationId, messageId) {
      const { timeline, control } = (await logOf(conversationId)).state;
      const place = timeline.places.get(messageId);
      const message = place === undefined ? undefined : timeline.entries.get(place);
      return message?.runId ?? control.currentRunId;
    },
    async policies(conversationId) {
      return (await logOf(conversationId)).policies.toReversed();
    },
    async pause(conversationId, runId, key, message) {
      const reason = { code: 'mx_spike', message };
      await api.call('pause', { conversationId, clientRequestId: key, runId, reason });
    },
    async report(conversationId, runId, key, amounts) {
      await api.call('recordUsage', { conversationId, clientRequestId: key, runId, amounts });
    },
  };
}

/** The first card that `change` makes another of, and which. */
function firstChanged(
  cards: Iterable<ShownCard>,
  change: (card: Card) => Card | undefined,
): { readonly one: ShownCard; readonly next: Card } | null {
  for (const one of cards) {
    const next = change(one.card);
    if (next !== undefined) return { one, next };
  }
  return null;
}

function inForce({ policies }: ControlState): PolicyInForce | null {
  return [...policies].sort((a, b) => b.seq - a.seq)[0] ?? null;
}
