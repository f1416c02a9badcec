import { evaluateGuardPolicy, type GuardPolicy, policyRowsAt } from '@agent-chat/core';
import { type AutopilotLevel, canonicalHash } from '@agent-chat/protocol';
import { outboxCard, type OutboxSample } from '@agent-chat/protocol/cards';
import { findPeople, type Person } from '../world/people.ts';
import type { CampaignState } from './campaign-state.ts';
import { readPolicy } from './read-policy.ts';

/** A message of the outbox, as it would be sent. */
export interface OutboxRow {
  readonly person: Person;
  readonly sample: OutboxSample;
  /** The hardest that the policy says of it. */
  readonly policy: 'ok' | 'warn' | 'block';
  /** Whether a person said yes to it: by itself, by its score or by a rule. */
  readonly isApproved: boolean;
}

/** So many rows are judged at once: what a policy may look through in one evaluation is limited. */
const ROWS_AT_ONCE = 200;
const SAMPLES_SHOWN = 8;
const OUTBOXES_KEPT = 16;

/** Every message of the campaign with what the policy in force says of it. */
export function outboxOf(seed: number, campaign: CampaignState, policy: GuardPolicy | null): OutboxRow[] {
  return judge(peopleOf(seed, campaign), campaign, policy);
}

/**
 * As `outboxOf` for the runs that it is asked for again and again: only messages that changed since are
 * written and judged again, so that a batch of a large campaign costs what one of a small campaign does.
 */
export function createOutboxReader(
  seed: number,
): (runId: string, campaign: CampaignState, policySource: string | null) => readonly OutboxRow[] {
  const kept = new Map<string, KeptOutbox>();
  return (runId, campaign, policySource) => {
    const before = kept.get(runId);
    const isSamePolicy = before?.policySource === policySource;
    const policy = isSamePolicy ? before.policy : policyOf(policySource);
    const isKept = isSamePolicy && isWrittenAlike(before.campaign, campaign);
    const rows = isKept ? rejudge(before, campaign) : outboxOf(seed, campaign, policy);
    kept.delete(runId);
    kept.set(runId, { campaign, policySource, policy, rows });
    const [oldest] = kept.keys();
    if (kept.size > OUTBOXES_KEPT && oldest !== undefined) kept.delete(oldest);
    return rows;
  };
}

interface KeptOutbox {
  readonly campaign: CampaignState;
  readonly policySource: string | null;
  readonly policy: GuardPolicy | null;
  readonly rows: readonly OutboxRow[];
}

/** Whether the same people get the same words, and the same rules approve them. */
function isWrittenAlike(one: CampaignState, other: CampaignState): boolean {
  const of = ({ language, activeDays, found, tuning, approvedFrom, approvedCountries }: CampaignState) =>
    JSON.stringify([language, activeDays, found, tuning.variant, approvedFrom, approvedCountries]);
  return of(one) === of(other);
}

function policyOf(source: string | null): GuardPolicy | null {
  return source === null ? null : readPolicy(source);
}

function rejudge(
  { campaign: before, policy, rows }: KeptOutbox,
  campaign: CampaignState,
): readonly OutboxRow[] {
  const isChanged = ({ person: { leadId } }: OutboxRow): boolean =>
    campaign.rows.get(leadId) !== before.rows.get(leadId) ||
    campaign.results.get(leadId) !== before.results.get(leadId);
  const changed = rows.filter(isChanged).map(({ person }) => person);
  if (changed.length === 0) return rows;
  const judged = new Map(judge(changed, campaign, policy).map((row) => [row.person.leadId, row]));
  return rows.map((row) => judged.get(row.person.leadId) ?? row);
}

function peopleOf(seed: number, campaign: CampaignState): Person[] {
  return findPeople(seed, { ...campaign, count: campaign.found });
}

function judge(people: readonly Person[], campaign: CampaignState, policy: GuardPolicy | null): OutboxRow[] {
  const judged: OutboxRow[] = [];
  for (let from = 0; from < people.length; from += ROWS_AT_ONCE) {
    const some = people
      .slice(from, from + ROWS_AT_ONCE)
      .map((person) => ({ person, sample: sampleOf(person, campaign) }));
    const args = { samples: some.map(({ sample }) => sample) };
    const evaluation = policy && evaluateGuardPolicy(policy, { kind: 'card', name: 'outbox', args });
    judged.push(
      ...some.map(({ person, sample }, index) => {
        const said = evaluation === null ? [] : policyRowsAt(evaluation, `/samples/${index}`);
        return {
          person,
          sample: { ...sample, policy: [...said] },
          policy: hardest(said.map(({ status }) => status)),
          isApproved: isApproved(person, campaign),
        };
      }),
    );
  }
  return judged;
}

/** What may be sent now, and what a person has to say yes to first. */
export function sendable(rows: readonly OutboxRow[], campaign: CampaignState, level: AutopilotLevel | null) {
  const open = rows.filter(
    ({ person, policy, sample }) =>
      !campaign.results.has(person.leadId) &&
      policy !== 'block' &&
      sample.status !== 'skipped' &&
      person.score >= campaign.tuning.minScore,
  );
  // From level 2 on what the policy has nothing against goes out unasked; what it warns of is an exception.
  const isReady = ({ isApproved: is, policy }: OutboxRow) => is || ((level ?? 0) >= 2 && policy === 'ok');
  return { ready: open.filter(isReady), waiting: open.filter((row) => !isReady(row)) };
}

/** What an approver sees of a message, and what must still be so when it runs. */
export function messageToSend({ person, sample }: OutboxRow) {
  const { email, subject, body } = sample;
  return {
    leadId: person.leadId,
    to: email,
    subject,
    contentHash: canonicalHash([subject, body]).slice(0, 16),
  };
}

export function outboxCardOf(runId: string, rows: readonly OutboxRow[]) {
  return outboxCard({ runId, samples: samplesToShow(rows), total: rows.length, approveAllFrom: 80 });
}

/** The best, and the first of those that the policy forbids: both are worth a look. */
function samplesToShow(rows: readonly OutboxRow[]): OutboxSample[] {
  const best = [...rows].sort((a, b) => b.person.score - a.person.score).slice(0, SAMPLES_SHOWN - 2);
  const blocked = rows.filter((row) => row.policy === 'block' && !best.includes(row)).slice(0, 2);
  return [...best, ...blocked].map(({ sample }) => sample);
}

function sampleOf(
  person: Person,
  { tuning, rows, results, approvedFrom, approvedCountries }: CampaignState,
): OutboxSample {
  const row = rows.get(person.leadId) ?? {};
  const result = results.get(person.leadId);
  const isBulk = isApproved(person, { rows, approvedFrom, approvedCountries });
  const status = result?.outcome ?? row.status ?? (isBulk ? 'approved' : undefined);
  return {
    leadId: person.leadId,
    score: person.score,
    email: person.email,
    subject: row.subject ?? subjectFor(person, tuning.variant),
    body: row.body ?? bodyFor(person, tuning.variant),
    evidence: [...person.evidence],
    policy: [],
    ...(status !== undefined && { status }),
    ...(row.locked !== undefined && { lockedSentences: row.locked }),
  };
}

function isApproved(
  { leadId, score, country }: Person,
  {
    rows,
    approvedFrom,
    approvedCountries,
  }: Pick<CampaignState, 'rows' | 'approvedFrom' | 'approvedCountries'>,
): boolean {
  const { status } = rows.get(leadId) ?? {};
  if (status === 'skipped') return false;
  if (status !== undefined) return true;
  return (approvedFrom !== null && score >= approvedFrom) || approvedCountries.includes(country);
}

function subjectFor({ repository }: Person, variant: 'A' | 'B'): string {
  return variant === 'A' ? `About ${repository}` : `A question about ${repository}`;
}

function bodyFor({ name, claim, country }: Person, variant: 'A' | 'B'): string {
  const first = name.split(' ')[0] ?? name;
  const opening = variant === 'A' ? 'I read that' : 'Is it right that';
  const imprint = country === 'DE' ? '\n\nImpressum: Example GmbH, Berlin' : '';
  return `Dear ${first},\n\n${opening} ${claim}${variant === 'A' ? '.' : '?'} We make a tool for maintainers and would like to hear what you think of it.\n\nTo hear no more of us, answer “stop”.${imprint}`;
}

function hardest(statuses: readonly ('ok' | 'warn' | 'block')[]): 'ok' | 'warn' | 'block' {
  if (statuses.includes('block')) return 'block';
  return statuses.includes('warn') ? 'warn' : 'ok';
}
