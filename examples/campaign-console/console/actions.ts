import type { ActionHandler, HostAction, Orchestrator } from '@agent-chat/core';
import { AgentChatError, type Card, check } from '@agent-chat/protocol';
import {
  EditYamlPayload,
  ErrorGroupPayload,
  OutboxBulkPayload,
  OutboxEditPayload,
  OutboxLockPayload,
  OutboxRowPayload,
  OutboxRulePayload,
  PolicyDiffPayload,
  policyDiffCard,
  RunAtLevelPayload,
  readCard,
  SetBudgetPayload,
} from '@agent-chat/protocol/cards';
import type { Row } from '../campaign/campaign-state.ts';
import { type Desk, TENANT } from '../campaign/desk.ts';
import { policyDiffOf } from '../campaign/policy-diff.ts';
import { readPolicy } from '../campaign/read-policy.ts';
import { outboxOf } from '../campaign/outbox.ts';

type Answer = Awaited<ReturnType<ActionHandler>>;

const DONE = { outcome: 'done' } as const;
const OVER = 'This campaign is over: run it again to change something.';
const declined = (message: string): Answer => ({ outcome: 'declined', message });
const COUNTRIES: Readonly<Record<string, string>> = {
  germany: 'DE',
  france: 'FR',
  india: 'IN',
  japan: 'JP',
  nigeria: 'NG',
  brazil: 'BR',
  sweden: 'SE',
};

/**
 * What the buttons of the cards do. Rows, settings and policies are changed here, by the person who
 * pressed; what has to be worked on is left to the agent. A retry of the same press changes nothing again.
 */
export function campaignActions(orchestrator: Pick<Orchestrator, 'as'>, desk: Desk): ActionHandler {
  return async (action) => {
    const { card } = action;
    if (card === undefined || action.actionId === 'explain') return null;
    switch (card.type) {
      case 'outbox':
        return onOutbox(desk, action);
      case 'policy_diff':
        return onPolicy(orchestrator, desk, action);
      case 'error_group':
        return onErrors(desk, action);
      default:
        return onSettings(orchestrator, desk, action);
    }
  };
}

async function onOutbox(desk: Desk, action: HostAction): Promise<Answer> {
  const { conversationId, actionId, payload, actionSeq, card } = action;
  if (card === undefined) return null;
  const { runId } = readCard('outbox', card);
  const found = await desk.read(conversationId, runId);
  if (found === null) return declined('The campaign is not there any more.');
  if (found.isOver) return declined(OVER);
  const key = `action-${actionSeq}`;
  const of = { conversationId, runId };
  const set = async (name: string, value: number | string[]): Promise<Answer> => {
    await desk.patchState(of, key, [{ op: 'add', path: `/campaign/${name}`, value }]);
    await desk.refreshOutbox(conversationId, runId, `${key}-outbox`);
    return DONE;
  };
  const setRow = async (leadId: string, row: Row): Promise<Answer> => {
    await desk.patchContacts(of, key, { rows: { [leadId]: row } });
    await desk.refreshOutbox(conversationId, runId, `${key}-outbox`);
    return DONE;
  };
  if (actionId.startsWith('approve-all>=')) {
    const bulk = check(OutboxBulkPayload, payload);
    return bulk.success ? set('approvedFrom', bulk.data.minScore) : declined('That is no score.');
  }
  if (actionId === 'approve-by-rule') {
    const rule = check(OutboxRulePayload, payload);
    if (!rule.success) return declined('That is no rule.');
    const words = rule.data.rule.toLowerCase();
    const score = /(?:score|from|above|over|>=)\D*(\d{1,3})/.exec(words)?.[1];
    if (score !== undefined) return set('approvedFrom', Number(score));
    const named = Object.keys(COUNTRIES).filter((name) => words.includes(name));
    if (named.length === 0)
      return declined('I know rules by score and by country, for example “everybody in Germany”.');
    const countries = [...found.campaign.approvedCountries, ...named.map((name) => COUNTRIES[name] ?? '')];
    return set('approvedCountries', [...new Set(countries)]);
  }
  const row = check(OutboxRowPayload, payload);
  const shown = found.rows.find(({ sample }) => row.success && sample.leadId === row.data.leadId);
  if (!row.success || shown === undefined) return declined('There is no such row.');
  const { leadId } = row.data;
  const before = found.campaign.rows.get(leadId) ?? {};
  if (found.campaign.results.has(leadId)) return declined('It has been sent already.');
  switch (actionId) {
    case 'approve':
      if (shown.policy === 'block') return declined('The policy forbids this message.');
      return setRow(leadId, { ...before, status: 'approved' });
    case 'skip':
      return setRow(leadId, { ...before, status: 'skipped' });
    case 'edit': {
      const edit = check(OutboxEditPayload, payload);
      if (!edit.success) return declined('That is no edit.');
      const { subject = shown.sample.subject, body = shown.sample.body } = edit.data;
      const lost = (before.locked ?? []).find((sentence) => !body.includes(sentence));
      if (lost !== undefined) return declined(`A locked sentence would be lost: “${lost}”`);
      return setRow(leadId, { ...before, status: 'edited', subject, body });
    }
    case 'lock': {
      const lock = check(OutboxLockPayload, payload);
      if (!lock.success || !shown.sample.body.includes(lock.data.sentence))
        return declined('There is no such sentence.');
      const { sentence, locked = true } = lock.data;
      const others = (before.locked ?? []).filter((one) => one !== sentence);
      // A lock keeps the body as it stands, whatever the variants do.
      return setRow(leadId, {
        ...before,
        body: shown.sample.body,
        locked: locked ? [...others, sentence] : others,
      });
    }
    default:
      return null;
  }
}

async function onPolicy(
  orchestrator: Pick<Orchestrator, 'as'>,
  desk: Desk,
  action: HostAction,
): Promise<Answer> {
  const { conversationId, actionId, payload, actionSeq, author, card, messageId } = action;
  if (card === undefined) return null;
  const data = readCard('policy_diff', card);
  const key = `action-${actionSeq}`;
  const settle = (changed: Card) =>
    desk.patchCards(conversationId, `${key}-diff`, 'policy_diff', (shown) =>
      JSON.stringify(shown.data) === JSON.stringify(card.data) ? changed : undefined,
    );
  if (actionId === 'reject') {
    await settle(policyDiffCard({ ...data, enforcement: { ...data.enforcement, status: 'rejected' } }));
    return DONE;
  }
  if (actionId !== 'apply' && actionId !== 'edit-yaml') return null;
  const edited = check(EditYamlPayload, payload);
  const isPayload = actionId === 'apply' ? check(PolicyDiffPayload, payload).success : edited.success;
  if (!isPayload) return declined('That is no policy.');
  const source = actionId === 'edit-yaml' && edited.success ? edited.data.yaml : data.after.source;
  const [before = null] = await desk.policies(conversationId);
  try {
    const api = orchestrator.as({ kind: 'member', tenant: TENANT, participantId: author });
    const { version } = await api.call('setPolicy', {
      conversationId,
      clientRequestId: key,
      source,
      // What was shown is what is applied: not on top of a change that nobody has seen.
      ...(actionId === 'apply' && { baseVersion: data.before?.version ?? 0 }),
    });
    const runId = await desk.runOfMessage(conversationId, messageId);
    const found = runId === null ? null : await desk.read(conversationId, runId);
    const rows = found ? outboxOf(desk.seed, found.campaign, readPolicy(source)) : [];
    const since = (await desk.policies(conversationId))[0]?.ts;
    const shown = policyDiffOf(before, { source, version }, rows, {
      status: 'enforced',
      ...(since !== undefined && { since }),
    });
    await settle(shown);
    if (runId !== null) await desk.refreshOutbox(conversationId, runId, `${key}-outbox`);
    return DONE;
  } catch (error) {
    if (!AgentChatError.isInstance(error)) throw error;
    const { message } = error;
    await settle(
      policyDiffCard({ ...data, enforcement: { ...data.enforcement, status: 'failed', message } }),
    );
    return { outcome: 'failed', message };
  }
}

async function onErrors(desk: Desk, action: HostAction): Promise<Answer> {
  const { conversationId, actionId, payload, actionSeq, card } = action;
  const group = check(ErrorGroupPayload, payload);
  if (card === undefined || !group.success) return declined('There is no such group.');
  const { runId } = readCard('error_group', card);
  const found = runId === undefined ? null : await desk.read(conversationId, runId);
  if (runId === undefined || found === null) return declined('The campaign is not there any more.');
  if (found.isOver) return declined(OVER);
  const of = { conversationId, runId };
  if (actionId === 'dismiss') {
    const dismissed = [...new Set([...found.campaign.dismissed, group.data.groupId])];
    await desk.patchState(of, `action-${actionSeq}`, [
      { op: 'replace', path: '/campaign/dismissed', value: dismissed },
    ]);
    await desk.endIfDone(await desk.require(conversationId, runId), `action-${actionSeq}-end`);
    return DONE;
  }
  if (actionId === 'apply-fix') {
    await desk.patchState(of, `action-${actionSeq}`, [
      { op: 'replace', path: '/campaign/tuning/batchSize', value: 20 },
    ]);
  }
  return null;
}

/** The buttons of the other cards that set something; the rest is work for the agent. */
async function onSettings(
  orchestrator: Pick<Orchestrator, 'as'>,
  desk: Desk,
  action: HostAction,
): Promise<Answer> {
  const { conversationId, actionId, payload, actionSeq, author, messageId } = action;
  const api = orchestrator.as({ kind: 'member', tenant: TENANT, participantId: author });
  const command = { conversationId, clientRequestId: `action-${actionSeq}` };
  const runId = await desk.runOfMessage(conversationId, messageId);
  const run = runId === null ? {} : { runId };
  switch (actionId) {
    case 'run': {
      const level = check(RunAtLevelPayload, payload);
      if (!level.success) return declined('There is no such level.');
      await api.call('setAutopilot', { ...command, ...run, level: level.data.level });
      return null;
    }
    case 'set-budget': {
      const budget = check(SetBudgetPayload, payload);
      if (!budget.success) return declined('That is no budget.');
      const { meter = 'money', limit, window } = budget.data;
      const scope =
        runId === null
          ? { kind: 'conversation' as const, id: conversationId }
          : { kind: 'run' as const, id: runId };
      await api.call('setBudget', { ...command, budget: { meter, limit, window, scope } });
      return DONE;
    }
    case 'resume':
      await api.call('resume', { ...command, ...run });
      return null;
    case 'stop':
      if (runId === null) return declined('There is no run.');
      await api.call('changeRun', { ...command, runId, status: 'cancelled' });
      return DONE;
    case 'run-again': {
      // The same again is a run of its own: that of the summary stays as it ended.
      const shown = action.card?.type === 'run_summary' ? readCard('run_summary', action.card) : null;
      const found = shown === null ? null : await desk.read(conversationId, shown.runId);
      if (found !== null && !found.isOver) return declined('The run goes on: let it end, or stop it first.');
      // Whoever has written since has opened one.
      if ((await desk.currentRun(conversationId)) === null) await api.call('changeRun', command);
      return null;
    }
    case 'acknowledge':
      return DONE;
    default:
      return null;
  }
}
