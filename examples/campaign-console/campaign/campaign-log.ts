import {
  type ConversationEvent,
  type ConversationState,
  emptyState,
  foldEvent,
  isKnownEvent,
  type KnownEvent,
  PersistentMap,
} from '@agent-chat/protocol';
import { type CampaignState, Changed, campaignOf, type Result, type Row } from './campaign-state.ts';
import type { PolicyVersion } from './policy-diff.ts';

/** Messages that went out together, well or not. */
interface Batch {
  readonly ts: string;
  readonly outcomes: readonly string[];
}

/** A stage that was finished. */
interface Milestone {
  readonly ts: string;
  readonly stage: unknown;
}

/** What the log says of the contacts of one run. */
interface Contacts {
  readonly rows: PersistentMap<Row>;
  readonly results: PersistentMap<Result>;
  /** In log order. */
  readonly batches: readonly Batch[];
  readonly milestones: readonly Milestone[];
}

/** The fold of a conversation's log as the campaign's back end reads it. Immutable. */
export interface CampaignLog {
  readonly state: ConversationState;
  /** By run. */
  readonly contacts: PersistentMap<Contacts>;
  /** The versions of the guard policy, the newest last. */
  readonly policies: readonly PolicyVersion[];
}

export function emptyLog(conversationId: string): CampaignLog {
  return { state: emptyState(conversationId), contacts: PersistentMap.empty(), policies: [] };
}

const noContacts = (): Contacts => ({
  rows: PersistentMap.empty(),
  results: PersistentMap.empty(),
  batches: [],
  milestones: [],
});

/** The log after one more event. Pure; what it costs does not grow with the contacts. */
export function foldCampaign(log: CampaignLog, event: ConversationEvent): CampaignLog {
  const next = { ...log, state: foldEvent(log.state, event) };
  if (!isKnownEvent(event)) return next;
  if (event.type === 'policy_changed') {
    const { policyId, version, source } = event.payload;
    const policy = { seq: event.seq, ts: event.ts, policyId, version, source };
    return { ...next, policies: [...log.policies, policy] };
  }
  return event.type === 'state_patched' ? { ...next, contacts: contactsAfter(log, event) } : next;
}

function contactsAfter(
  { contacts }: CampaignLog,
  { ts, payload }: Extract<KnownEvent, { type: 'state_patched' }>,
): CampaignLog['contacts'] {
  let now = contacts.get(payload.runId) ?? noContacts();
  for (const operation of payload.patch) {
    // Another brief is another campaign: nobody of it has been written to.
    if (operation.path === '/campaign') now = noContacts();
    if (!('value' in operation)) continue;
    if (operation.path === '/campaign/stage') {
      now = { ...now, milestones: [...now.milestones, { ts, stage: operation.value }] };
    }
    const changed = operation.path === '/campaign/changed' ? Changed.safeParse(operation.value) : null;
    if (changed?.success === true) now = withChanged(now, changed.data, ts);
  }
  return contacts.set(payload.runId, now);
}

function withChanged(contacts: Contacts, { rows = {}, results = {} }: Changed, ts: string): Contacts {
  let next = contacts;
  for (const [leadId, row] of Object.entries(rows)) next = { ...next, rows: next.rows.set(leadId, row) };
  const outcomes = Object.values(results).map(({ outcome }) => outcome);
  for (const [leadId, result] of Object.entries(results)) {
    next = { ...next, results: next.results.set(leadId, result) };
  }
  return outcomes.length === 0 ? next : { ...next, batches: [...next.batches, { ts, outcomes }] };
}

/** The campaign of a run with its contacts; `null` where there is none. */
export function campaignIn({ state, contacts }: CampaignLog, runId: string): CampaignState | null {
  const campaign = campaignOf(state.timeline.runs.get(runId)?.state);
  if (campaign === null) return null;
  const { changed: _, ...rest } = campaign;
  const { rows, results } = contacts.get(runId) ?? noContacts();
  return { ...rest, rows, results };
}

/** A stretch of time, `to` exclusive; both as ISO-8601, of which a date is its first moment. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** What was done in a stretch of time: what became of each message that was tried, and the stages finished. */
export function doneIn(
  { contacts }: CampaignLog,
  runId: string,
  { from, to }: Stretch,
): { readonly outcomes: readonly string[]; readonly stages: readonly unknown[] } {
  const { batches, milestones } = contacts.get(runId) ?? noContacts();
  const isIn = ({ ts }: { readonly ts: string }): boolean => ts >= from && ts < to;
  return {
    outcomes: batches.filter(isIn).flatMap(({ outcomes }) => outcomes),
    stages: milestones.filter(isIn).map(({ stage }) => stage),
  };
}
